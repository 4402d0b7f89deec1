{#- The codes that a complaint is counted by, each with its names; `relation` has them, and `subcategory`, which is never null. -#}
{% macro code_columns(relation) -%}
    {{ branch_columns(relation) }},
    {{ category_columns(relation) }},
    {{ relation }}.subcategory as subcategory_code,
    coalesce(subcategories.subcategory_name, subcategories.subcategory_name_zh, nullif({{ relation }}.subcategory, 'unspecified'), 'Not given') as subcategory_name,
    coalesce(subcategories.subcategory_name_zh, subcategories.subcategory_name, nullif({{ relation }}.subcategory, 'unspecified'), '未填写') as subcategory_name_zh,
    {{ relation }}.channel_group,
    {{ both_given_names('channel_group', relation ~ '.channel_group') }},
    {{ relation }}.channel_code,
    {{ both_names('channel', 'channels', relation ~ '.channel_code') }},
    {{ within_category(relation ~ '.category_code', relation ~ '.cause_code') }} as cause_key,
    {{ relation }}.cause_group_code,
    {{ both_names('cause_group', 'causes', relation ~ '.cause_group_code') }},
    {{ relation }}.cause_code,
    {{ both_names('cause', 'causes', relation ~ '.cause_code') }},
    {{ within_category(relation ~ '.category_code', relation ~ '.grievance_code') }} as grievance_key,
    {{ relation }}.grievance_code,
    {{ both_names('grievance', 'grievances', relation ~ '.grievance_code') }},
    {{ relation }}.controllability,
    {{ both_given_names('controllability', relation ~ '.controllability') }}
{%- endmacro %}


{#- The dimensions from which `code_columns` takes the names. A code that one lacks keeps its row. -#}
{% macro join_code_names(relation) -%}
left join {{ ref('dim_branch') }} as branches
    on {{ relation }}.branch_code = branches.branch_code
left join {{ ref('dim_category') }} as categories
    on {{ relation }}.category_code = categories.category_code
left join {{ ref('dim_subcategory') }} as subcategories
    on {{ relation }}.subcategory_code = subcategories.subcategory_code
left join {{ ref('dim_channel') }} as channels
    on {{ relation }}.channel_code = channels.channel_code
left join {{ ref('dim_cause') }} as causes
    on {{ equal_on(['category_code', 'cause_code'], relation, 'causes') }}
left join {{ ref('dim_grievance') }} as grievances
    on {{ equal_on(['category_code', 'grievance_code'], relation, 'grievances') }}
{%- endmacro %}


{#- Branch and region, with their names from `branches`. -#}
{% macro branch_columns(relation) -%}
    {{ relation }}.branch_code,
    {{ both_names('branch', 'branches', relation ~ '.branch_code') }},
    coalesce(branches.region, 'unassigned') as region,
    coalesce(branches.region_name, 'Not assigned') as region_name,
    coalesce(branches.region_name_zh, '未划分') as region_name_zh
{%- endmacro %}


{#- Line and category, with their names from `categories`. -#}
{% macro category_columns(relation) -%}
    {{ relation }}.line_code,
    {{ both_names('line', 'categories', relation ~ '.line_code') }},
    {{ relation }}.category_code,
    {{ both_names('category', 'categories', relation ~ '.category_code') }}
{%- endmacro %}
