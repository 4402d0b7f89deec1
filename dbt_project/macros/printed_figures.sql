{#-
    The figures of an entry of the catalogue that could be printed: name, unit, expression and condition of each. What an entry repeats on several
    rows is taken once.
-#}
{% macro printed_figures(entry) -%}
    {%- set figures = [] -%}
    {%- for columns, measure in entry.measures if measure.is_printed -%}
        {%- for column in columns -%}
            {%- set names = measure.printed_as or column -%}
            {%- set expression = 'max(' ~ column ~ ')' if entry.is_repeated else measure.expression or column -%}
            {%- set figure = {'unit': measure.unit, 'expression': expression, 'where': 'true'} -%}
            {%- if names is mapping -%}
                {%- for value, name in names.items() -%}
                    {%- do figures.append(dict(figure, name=name, where=entry.printed_by ~ " = '" ~ value ~ "'")) -%}
                {%- endfor -%}
            {%- else -%}
                {%- for name in ([names] if names is string else names) -%}
                    {%- do figures.append(dict(figure, name=name)) -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(figures) }}
{%- endmacro %}


{#-
    The values of an entry in long form, one row per figure that could be printed: its source system, year, measure, scope, slice (such
    as 'month=3', '' for none) and value.
-#}
{% macro values_printed(entry) -%}
    {%- set key = entry.slice_key or entry.get('keys', [none]) | last -%}
    {%- set slice = "'" ~ entry.slice ~ "=' || " ~ key if entry.slice else "''" -%}
    {%- for figure in printed_figures(entry) %}
    select
        {{ entry.source_system or 'source_system' }} as source_system,
        report_year,
        '{{ figure.name }}' as measure,
        scope_level,
        scope_code,
        {{ slice }} as slice,
        cast({{ figure.expression }} as double) as computed_value

    from {{ entry.printed_from or ref(entry.mart) }}
    where {{ figure.where }}
    {%- if entry.over or entry.is_repeated %}
    group by source_system, report_year, scope_level, scope_code{{ ', ' ~ key if entry.slice }}
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- Stops the build at a figure that asks for something no mart measures, and names the figure. -#}
{% macro require_known_measures(figures, measures) -%}
    {%- if execute -%}
    {%- set unknown = asked(
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
            ~ ". Correct the row, or add the measure to the macro measure_catalogue."
        ) }}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
