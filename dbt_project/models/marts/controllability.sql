with

scope_years as (

    select * from {{ ref('int_scope_years') }}

),

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        {%- for verdict in ['controllable', 'uncontrollable'] %}
        sum(complaints_compared) filter (controllability = '{{ verdict }}') as {{ verdict }}_compared,
        sum(complaints_to_compare) filter (controllability = '{{ verdict }}') as {{ verdict }}_to_compare,
        {%- endfor %}
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    group by source_system, report_year, scope_level, scope_code

),

counted as (

    select
        scope_years.*,
        coalesce(comparisons.is_comparable_alone, false) as is_comparable,
        comparisons.note_alone,
        coalesce(counts.controllable_compared, 0) as controllable_compared,
        coalesce(counts.uncontrollable_compared, 0) as uncontrollable_compared,
        counts.complaints_compared as scope_compared,
        {%- for verdict in ['controllable', 'uncontrollable'] %}
        case when comparisons.is_comparable_alone then coalesce(prior_counts.{{ verdict }}_to_compare, 0) end as {{ verdict }}_prior_year,
        {%- endfor %}
        case when comparisons.is_comparable_alone then prior_counts.complaints_to_compare end as scope_prior_year

    from scope_years
    left join comparisons
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'comparisons') }}
    left join counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'counts') }}
    left join counts as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'scope_years', 'prior_counts') }}
            and scope_years.prior_report_year = prior_counts.report_year

),

controllable_changes as (

    {{ share_changes(share_counts('counted', 'controllable_compared', 'controllable_prior_year'), 'compared_controllable_rate') }}

),

changes as (

    {{ share_changes(
        share_counts('controllable_changes', 'uncontrollable_compared', 'uncontrollable_prior_year'), 'compared_uncontrollable_rate'
    ) }}

),

controllability as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        complaints,
        controllable,
        uncontrollable,
        undetermined,
        {{ safe_divide('controllable', 'complaints') }} as controllable_rate,
        {{ share_with_changes('controllable_rate', 'controllable', 'complaints') }},
        {{ safe_divide('uncontrollable', 'complaints') }} as uncontrollable_rate,
        {{ share_with_changes('uncontrollable_rate', 'uncontrollable', 'complaints') }},
        is_covered,
        is_comparable,
        note_alone as comparability_note

    from changes

)

select * from controllability
