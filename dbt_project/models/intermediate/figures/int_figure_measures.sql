select * from (
    values
    {%- for entry in measure_catalogue() if printed_figures(entry) %}
    {%- set is_last = loop.last %}
    {%- for figure in printed_figures(entry) %}
    ('{{ figure.name }}', '{{ entry.slice or '' }}', '{{ figure.unit }}'){{ ',' if not (is_last and loop.last) }}
    {%- endfor %}
    {%- endfor %}
) as measures (measure, slice_key, unit)
