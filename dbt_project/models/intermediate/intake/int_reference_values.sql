with

aliases as (

    select
        domain,
        source_system,
        upper({{ remove_spaces('alias') }}) as value,
        upper({{ remove_spaces('canonical_value') }}) as canonical_value

    from {{ ref('aliases') }}

),

canonical_values as (

    select 'branch' as domain, null as category_code, branch_name_zh as value, branch_code as code from {{ ref('branches') }}
    union all
    select 'branch', null, branch_name, branch_code from {{ ref('branches') }}
    union all
    select 'channel', null, channel_name_zh, channel_code from {{ ref('channels') }}
    union all
    select 'channel', null, channel_name, channel_code from {{ ref('channels') }}
    union all
    select 'status', null, status_name_zh, status_code from {{ ref('statuses') }}
    union all
    select 'status', null, status_name, status_code from {{ ref('statuses') }}
    union all
    select 'controllability', null, controllability, controllability
    from (values ('controllable'), ('uncontrollable')) as verdicts (controllability)
    union all
    select 'flag', null, flag, flag from (values ('true'), ('false')) as flags (flag)
    union all
    select 'cause', category_code, cause_name_zh, cause_code from {{ ref('causes') }}
    union all
    select 'cause', category_code, cause_name, cause_code from {{ ref('causes') }}
    union all
    select 'grievance', category_code, grievance_name_zh, grievance_code from {{ ref('grievances') }}
    union all
    select 'grievance', category_code, grievance_name, grievance_code from {{ ref('grievances') }}

),

cleaned_values as (

    select distinct
        domain,
        category_code,
        upper({{ remove_spaces('value') }}) as value,
        code

    from canonical_values
    where value is not null

),

aliased_values as (

    select
        cleaned_values.domain,
        aliases.source_system,
        cleaned_values.category_code,
        aliases.value,
        cleaned_values.code

    from aliases
    inner join cleaned_values
        on
            aliases.domain = cleaned_values.domain
            and aliases.canonical_value = cleaned_values.value

),

{{ values_by_source_system('cleaned_values', 'aliased_values') }},

-- a name beats an alias, and an alias for one feed beats one for all; what is still ambiguous fails the test of the key
preferred as (

    select
        domain,
        source_system,
        category_code,
        value,
        code

    from by_source_system
    qualify rank() over (partition by domain, source_system, category_code, value order by precedence) = 1

)

select distinct * from preferred
