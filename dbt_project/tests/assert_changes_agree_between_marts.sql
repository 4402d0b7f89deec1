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
        {{ same(['source_system', 'report_year'], 'scopes', 'companies') }}
        and companies.scope_level = 'company'
where
    case
        when companies.yoy_change_rate is null then scopes.company_yoy_change_rate is not null
        else {{ is_close('scopes.company_yoy_change_rate', 'companies.yoy_change_rate', scale=1) }} is not true
    end

union all

select
    'change_decomposition' as mart,
    parts.source_system,
    parts.report_year,
    parts.scope_level,
    parts.scope_code,
    parts.category_code

from {{ ref('change_decomposition') }} as parts
left join {{ ref('yearly_comparison') }} as categories
    on
        {{ same(['source_system', 'report_year'], 'parts', 'categories') }}
        and categories.scope_level = 'category'
        and parts.category_code = categories.scope_code
where
    parts.is_comparable is distinct from coalesce(
        categories.is_comparable
        and parts.complaints = categories.complaints_compared
        and parts.complaints_prior_year = categories.complaints_prior_year,
        false
    )
