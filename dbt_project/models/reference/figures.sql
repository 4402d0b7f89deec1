select
    trim(figure_id) as figure_id,
    trim(deck_section) as deck_section,
    trim(source_system) as source_system,
    cast(report_year as integer) as report_year,
    trim(measure) as measure,
    trim(scope_level) as scope_level,
    trim(scope_code) as scope_code,
    trim(slice) as slice,
    cast(published_value as double) as published_value,
    trim(unit) as unit,
    cast(decimals as integer) as decimals,
    trim(note) as note

from {{ located(source('configuration', 'figures')) }}
