{#-
    Measures of a mart in long form, one row per figure that could be printed: its source system, year, measure, scope, slice and value.
    `measures` maps the measure's name to an expression; `slice` is an expression such as 'month=3', '' for none.
-#}
{% macro figures_of(relation, measures, slice="''", where='true', source_system='source_system') -%}
    {%- for measure, expression in measures.items() %}
    select
        {{ source_system }} as source_system,
        report_year,
        '{{ measure }}' as measure,
        scope_level,
        scope_code,
        {{ slice }} as slice,
        cast({{ expression }} as double) as computed_value

    from {{ relation }}
    where {{ where }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The same for measures that count or sum a mart's rows within a scope and year. -#}
{% macro figures_over(relation, measures, slice="''", where='true') -%}
    {%- for measure, expression in measures.items() %}
    select
        source_system,
        report_year,
        '{{ measure }}' as measure,
        scope_level,
        scope_code,
        {{ slice }} as slice,
        cast({{ expression }} as double) as computed_value

    from {{ relation }}
    where {{ where }}
    group by source_system, report_year, scope_level, scope_code{{ ", " ~ slice if slice != "''" }}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- Stops the build at a figure that asks for something no mart measures, and names the figure. -#}
{% macro require_known_measures(figures, measures) -%}
    {%- if execute -%}
    {%- set unknown = run_query(
        "select figure_id, measure, coalesce(slice, ''), (select string_agg(case slice_key when '' then 'without a slice' else 'by '"
        ~ " || slice_key end, ', ' order by slice_key) from " ~ measures ~ " as own where own.measure = figures.measure) from "
        ~ figures ~ " as figures"
        ~ " where not exists (select 1 from " ~ measures ~ " as measures where measures.measure = figures.measure"
        ~ " and measures.slice_key = split_part(coalesce(figures.slice, ''), '=', 1)) order by figure_id"
    ) -%}
    {%- for figure_id, measure, slice, given in unknown.rows -%}
        {{ exceptions.raise_compiler_error(
            "figures.csv, figure " ~ figure_id ~ ": no mart has the measure '" ~ measure ~ "'"
            ~ (" by the slice '" ~ slice ~ "'" if slice else " without a slice" if given else "")
            ~ ("; it is given " ~ given if given else "")
            ~ ". Correct the row, or add the measure to int_figure_measures and int_figure_values."
        ) }}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
