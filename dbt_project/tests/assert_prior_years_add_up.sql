-- Guards against a year before that one mart counts otherwise than another: the company's, its branches' and its months' complaints of the year
-- before are the same, and over two whole years they are those of the year before itself.
{{ config(meta={
    'dagster': {'ref': {'name': 'yearly_comparison'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same years fail again, the mart named compares with other days than yearly_comparison.",
}) }}
with

{% for mart in ['branch_ranking', 'monthly_distribution'] %}
{{ mart }}_years as (

    select
        source_system,
        report_year,
        sum(complaints_prior_year) as complaints_prior_year,
        {{ 'bool_or' if mart == 'branch_ranking' else 'bool_and' }}(complaints_prior_year is null) as is_missing

    from {{ ref(mart) }}
    where scope_level = 'company'
    group by source_system, report_year

),
{% endfor %}

companies as (

    select
        companies.source_system,
        companies.report_year,
        companies.complaints_prior_year,
        feed_years.is_full_year and feed_years.compared_months = 12 as is_whole,
        befores.complaints as complaints_year_before

    from {{ ref('yearly_comparison') }} as companies
    left join {{ ref('yearly_comparison') }} as befores
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'companies', 'befores') }}
            and companies.report_year - 1 = befores.report_year
    left join {{ ref('dim_feed_year') }} as feed_years
        on {{ equal_on(['source_system', 'report_year'], 'companies', 'feed_years') }}
    where companies.scope_level = 'company'

)

{% for mart in ['branch_ranking', 'monthly_distribution'] %}
select
    '{{ mart }}' as mart,
    companies.source_system,
    companies.report_year,
    companies.complaints_prior_year,
    years.complaints_prior_year as counted

from {{ mart }}_years as years
inner join companies
    on {{ equal_on(['source_system', 'report_year'], 'years', 'companies') }}
where
    {%- if mart == 'monthly_distribution' %}
    -- single months may be compared where too few are for the year
    companies.complaints_prior_year is not null and
    {%- endif %}
    years.complaints_prior_year is distinct from companies.complaints_prior_year
    or {% if mart == 'monthly_distribution' %}companies.complaints_prior_year is not null and {% endif %}years.is_missing is distinct from (companies.complaints_prior_year is null)

union all
{% endfor %}

select
    'yearly_comparison' as mart,
    source_system,
    report_year,
    complaints_prior_year,
    complaints_year_before as counted

from companies
where
    (is_whole and complaints_prior_year is distinct from complaints_year_before)
    or complaints_prior_year > complaints_year_before

union all

select
    'category_share' as mart,
    shares.source_system,
    shares.report_year,
    shares.share_prior_year as complaints_prior_year,
    befores.share as counted

from {{ ref('category_share') }} as shares
inner join companies
    on {{ equal_on(['source_system', 'report_year'], 'shares', 'companies') }}
left join {{ ref('category_share') }} as befores
    on
        {{ equal_on(['source_system', 'parent_level', 'parent_code', 'scope_level', 'scope_code'], 'shares', 'befores') }}
        and shares.report_year - 1 = befores.report_year
where
    case
        when companies.complaints_prior_year is null then shares.share_prior_year is not null
        when companies.is_whole
            then
                shares.share_prior_year is distinct from befores.share
                or (shares.is_comparable and shares.share_compared is distinct from shares.share)
        else false
    end
    or (shares.share_compared is not null and not shares.is_comparable)
