{#- A measure may be given by several relations; `figures` is known by its name and the kind of slice. -#}
{%- set known = [] -%}
{%- for entry in printed_measures() -%}
    {%- for measure in expressions_of(entry) -%}
        {%- do known.append((measure, entry.slice or '')) -%}
    {%- endfor -%}
{%- endfor -%}
select * from (
    values
    {%- for measure, slice_key in known | unique %}
    ('{{ measure }}', '{{ slice_key }}'){{ ',' if not loop.last }}
    {%- endfor %}
) as measures (measure, slice_key)
