{#- The codes that a complaint is counted by, each with its names; `relation` has them, and `subcategory`, which is never null. -#}
{% macro code_columns(relation) -%}
    {{ branch_columns(relation, 'places') }},
    {{ category_columns(relation, 'matters') }},
    {{ relation }}.subcategory as subcategory_code,
    coalesce(matters.subcategory_name, matters.subcategory_name_zh, nullif({{ relation }}.subcategory, 'unspecified'), 'Not given') as subcategory_name,
    coalesce(matters.subcategory_name_zh, matters.subcategory_name, nullif({{ relation }}.subcategory, 'unspecified'), '未填写') as subcategory_name_zh,
    {{ relation }}.channel_group,
    {{ both_given_names('channel_group', relation ~ '.channel_group') }},
    {{ relation }}.channel_code,
    {{ both_names('channel', 'places', relation ~ '.channel_code') }},
    {{ within_category(relation ~ '.category_code', relation ~ '.cause_code') }} as cause_key,
    {{ relation }}.cause_group_code,
    {{ both_names('cause_group', 'matters', relation ~ '.cause_group_code') }},
    {{ relation }}.cause_code,
    {{ both_names('cause', 'matters', relation ~ '.cause_code') }},
    {{ within_category(relation ~ '.category_code', relation ~ '.grievance_code') }} as grievance_key,
    {{ relation }}.grievance_code,
    {{ both_names('grievance', 'matters', relation ~ '.grievance_code') }},
    {{ relation }}.controllability,
    {{ both_given_names('controllability', relation ~ '.controllability') }}
{%- endmacro %}


{#-
    The names that `code_columns` takes, from two joins instead of one for each dimension: `places` are branches by channels, `matters`
    are categories with their subcategories, causes and grievances. Each is grouped by its codes, so that DuckDB knows them to be unique,
    and leaves out the last join where a query asks for none of its names. A code that the dimensions lack keeps its row.
-#}
{% macro join_code_names(relation) -%}
left join (
    select
        branches.branch_code,
        channels.channel_code,
        {{ any_of('branches', ['branch_name', 'branch_name_zh', 'region', 'region_name', 'region_name_zh']) }},
        {{ any_of('channels', ['channel_name', 'channel_name_zh']) }}
    from {{ ref('dim_branch') }} as branches
    cross join {{ ref('dim_channel') }} as channels
    group by branches.branch_code, channels.channel_code
) as places
    on {{ equal_on(['branch_code', 'channel_code'], relation, 'places') }}
left join (
    select
        categories.category_code,
        subcategories.subcategory_code as subcategory,
        causes.cause_code,
        grievances.grievance_code,
        {{ any_of('categories', ['line_name', 'line_name_zh', 'category_name', 'category_name_zh']) }},
        {{ any_of('subcategories', ['subcategory_name', 'subcategory_name_zh']) }},
        {{ any_of('causes', ['cause_group_name', 'cause_group_name_zh', 'cause_name', 'cause_name_zh']) }},
        {{ any_of('grievances', ['grievance_name', 'grievance_name_zh']) }}
    from {{ ref('dim_category') }} as categories
    inner join (
        select category_code, subcategory_code, subcategory_name, subcategory_name_zh from {{ ref('dim_subcategory') }}
        union all
        select category_code, 'unspecified', null, null from {{ ref('dim_category') }}
    ) as subcategories
        on categories.category_code = subcategories.category_code
    inner join {{ ref('dim_cause') }} as causes
        on categories.category_code = causes.category_code
    inner join {{ ref('dim_grievance') }} as grievances
        on categories.category_code = grievances.category_code
    group by categories.category_code, subcategories.subcategory_code, causes.cause_code, grievances.grievance_code
) as matters
    on {{ equal_on(['category_code', 'subcategory', 'cause_code', 'grievance_code'], relation, 'matters') }}
{%- endmacro %}


{% macro any_of(relation, columns) -%}
    {%- for column in columns %}any_value({{ relation }}.{{ column }}) as {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}


{#- Branch and region, with their names from the relation `names`. -#}
{% macro branch_columns(relation, names='branches') -%}
    {{ relation }}.branch_code,
    {{ both_names('branch', names, relation ~ '.branch_code') }},
    coalesce({{ names }}.region, 'unassigned') as region,
    coalesce({{ names }}.region_name, 'Not assigned') as region_name,
    coalesce({{ names }}.region_name_zh, '未划分') as region_name_zh
{%- endmacro %}


{#- Line and category, with their names from the relation `names`. -#}
{% macro category_columns(relation, names='categories') -%}
    {{ relation }}.line_code,
    {{ both_names('line', names, relation ~ '.line_code') }},
    {{ relation }}.category_code,
    {{ both_names('category', names, relation ~ '.category_code') }}
{%- endmacro %}
