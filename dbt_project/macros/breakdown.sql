{#-
    The CTEs that end in `counted`: complaints of each scope and year by a dimension's `code`, with those compared and those of the year
    before (null where the scope is not compared with itself alone). A code that is known has its row with 0 where nothing came; `unmapped`
    and `unspecified` have one where they occur. A feed that gives no code has no breakdown. With `within_category`, codes are those of the
    scope's category, and what occurs is asked scope by scope; else each code goes with each scope.
-#}
{% macro breakdown(dimension, code, levels, columns=[], within_category=false) -%}
{%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] -%}
{%- set levels = "scope_level in ('" ~ levels | join("', '") ~ "')" -%}
{%- set occurring = (['source_system', 'scope_level', 'scope_code'] if within_category else ['source_system']) + [code] -%}
feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where {{ levels }}

),

codes as (

    select * from {{ ref(dimension) }}

),

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}

),

counts as (

    select
        {{ scope | join(', ') }},
        {{ code }},
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where {{ levels }}
    group by {{ scope | join(', ') }}, {{ code }}

),

codes_in_use as (

    select distinct {{ occurring | join(', ') }}
    from counts

),

feeds_with_codes as (

    select distinct source_system from codes_in_use
    where
        {{ code }} <> 'unspecified'
        and exists (select 1 from codes where {{ code }} not in ('unspecified', 'unmapped'))

),

spine as (

    select
        feed_year_scopes.*,
        {%- for column in columns %}
        codes.{{ column }},
        {%- endfor %}
        codes.{{ code }}

    from feed_year_scopes
    inner join feeds_with_codes
        on feed_year_scopes.source_system = feeds_with_codes.source_system
    inner join codes
        on {{ 'feed_year_scopes.category_code = codes.category_code' if within_category else 'true' }}
    left join codes_in_use
        on
            {{ equal_on(occurring[:-1], 'feed_year_scopes', 'codes_in_use') }}
            and codes.{{ code }} = codes_in_use.{{ code }}
    where
        codes.{{ code }} not in ('unspecified', 'unmapped')
        or codes_in_use.{{ code }} is not null

),

counted as (

    select
        spine.*,
        coalesce(comparisons.is_comparable_alone, false) as is_comparable,
        comparisons.note_alone,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        coalesce(counts.complaints_compared, 0) as complaints_compared,
        case when comparisons.is_comparable_alone then coalesce(prior_counts.complaints_to_compare, 0) end as complaints_prior_year

    from spine
    left join comparisons
        on {{ equal_on(scope, 'spine', 'comparisons') }}
    left join counts
        on {{ equal_on(scope + [code], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code', code], 'spine', 'prior_counts') }}
            and spine.prior_report_year = prior_counts.report_year

)
{%- endmacro %}
