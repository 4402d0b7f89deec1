select
    trim(domain) as domain,
    trim(source_system) as source_system,
    trim(alias) as alias,
    trim(canonical_value) as canonical_value

from {{ located(source('configuration', 'aliases')) }}
