{%- if is_configured('taxonomy_bridges') -%}
select
    trim(source_system) as source_system,
    trim(scope_level) as scope_level,
    trim(scope_code) as scope_code,
    cast(effective_from as date) as effective_from,
    trim(member_code) as member_code

from {{ located(source('configuration', 'taxonomy_bridges')) }}
{%- else -%}
select
    cast(null as varchar) as source_system,
    cast(null as varchar) as scope_level,
    cast(null as varchar) as scope_code,
    cast(null as date) as effective_from,
    cast(null as varchar) as member_code

where false
{%- endif %}
