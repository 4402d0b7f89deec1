{%- if is_configured('declared_coverage') -%}
select
    trim(source_system) as source_system,
    cast(covered_from as date) as covered_from,
    cast(covered_to as date) as covered_to,
    trim(coverage) as coverage,
    trim(note) as note

from {{ located(source('configuration', 'declared_coverage')) }}
{%- else -%}
select
    cast(null as varchar) as source_system,
    cast(null as date) as covered_from,
    cast(null as date) as covered_to,
    cast(null as varchar) as coverage,
    cast(null as varchar) as note

where false
{%- endif %}
