select
    trim(source_system) as source_system,
    trim(scope_level) as scope_level,
    trim(scope_code) as scope_code,
    cast(effective_from as date) as effective_from,
    cast(trim(is_bridged) as boolean) as is_bridged,
    trim(note) as note

from {{ located(source('configuration', 'taxonomy_breaks')) }}
