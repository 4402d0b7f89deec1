-- Guards against two marts that tell a different change of the same thing: the company's rate beside each scope, and the years that a category
-- is decomposed over.
{{ config(meta={
    'dagster': {'ref': {'name': 'yearly_comparison'}},
    'remedy': "Remove warehouse.duckdb, which the next run makes anew from the lake; if the same rows fail again, yearly_comparison or change_decomposition compares wrongly.",
}) }}
select
    'yearly_comparison' as mart,
    scopes.source_system,
    scopes.report_year,
    scopes.scope_level,
    scopes.scope_code,
    null as category_code

from {{ ref('yearly_comparison') }} as scopes
left join {{ ref('yearly_comparison') }} as companies
    on
        {{ equal_on(['source_system', 'report_year'], 'scopes', 'companies') }}
        and companies.scope_level = 'company'
where
    case
        when companies.yoy_change_rate is null then scopes.company_yoy_change_rate is not null
        else {{ is_close('scopes.company_yoy_change_rate', 'companies.yoy_change_rate', scale=1) }} is not true
    end

union all

{% for mart, level, code, member in [
    ('change_decomposition', "'category'", 'category_code', 'category_code'),
    ('branch_ranking', 'scope_level', 'scope_code', 'branch_code'),
] %}
select
    '{{ mart }}' as mart,
    parts.source_system,
    parts.report_year,
    parts.scope_level,
    parts.scope_code,
    parts.{{ member }} as category_code

from {{ ref(mart) }} as parts
left join {{ ref('int_scope_comparisons') }} as comparisons
    on
        {{ equal_on(['source_system', 'report_year'], 'parts', 'comparisons') }}
        and {{ level if level.startswith("'") else 'parts.' ~ level }} = comparisons.scope_level
        and parts.{{ code }} = comparisons.scope_code
where
    parts.is_comparable is distinct from coalesce(comparisons.is_comparable_alone, false)
    {%- if mart == 'change_decomposition' %}
    or parts.complaints is distinct from comparisons.own_complaints_compared
    or parts.complaints_prior_year is distinct from comparisons.own_complaints_prior_year
    {%- endif %}

union all
{% endfor %}

select
    'category_share' as mart,
    shares.source_system,
    shares.report_year,
    shares.scope_level,
    shares.scope_code,
    shares.parent_code as category_code

from {{ ref('category_share') }} as shares
inner join {{ ref('int_scope_comparisons') }} as comparisons
    on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'shares', 'comparisons') }}
inner join {{ ref('int_scope_comparisons') }} as parents
    on
        {{ equal_on(['source_system', 'report_year'], 'shares', 'parents') }}
        and shares.parent_level = parents.scope_level
        and shares.parent_code = parents.scope_code
where
    shares.is_comparable is distinct from (comparisons.is_comparable_alone and parents.is_comparable_alone)
    or (not shares.is_comparable and shares.share_change is not null)
