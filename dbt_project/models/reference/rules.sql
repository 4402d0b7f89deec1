select
    trim(rule_code) as rule_code,
    cast(rule_value as double) as rule_value,
    trim(unit) as unit,
    trim(description) as description

from {{ located(source('configuration', 'rules')) }}
