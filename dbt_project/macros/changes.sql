{#-
    Whether this build goes on from one that passed all its checks. Then customers whom nothing concerns that came since keep what was found of them,
    and has been checked. A failed check, or a build of some models alone, is followed by builds that look at all that changed since.
-#}
{% macro goes_on_from_what_passed() -%}
    {%- if not execute or flags.FULL_REFRESH -%}{{ return(false) }}{%- endif -%}
    {{ return(adapter.get_relation(database=target.database, schema='intermediate', identifier='customers_passed') is not none) }}
{%- endmacro %}


{#- Whether an earlier build left a cube, in which this one counts some months anew. -#}
{% macro adds_to_the_cube() -%}
    {%- if not execute or flags.FULL_REFRESH -%}{{ return(false) }}{%- endif -%}
    {{ return(adapter.get_relation(database=target.database, schema='core', identifier='agg_complaints_monthly') is not none) }}
{%- endmacro %}


{#- The condition that a data test looks at a customer: one whom anything concerns that changed, or each in a build that starts anew. -#}
{% macro is_of_a_changed_customer(column) -%}
    {%- set changed = ref('int_customers_changed') -%}
    {%- if goes_on_from_what_passed() -%}
    {{ column }} in (select customer_token from {{ changed }})
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{#-
    The condition that a data test looks at a row of this load: one that no build took in which passed all its checks, or that was judged by
    another latest day then.
-#}
{% macro is_of_a_new_load(column) -%}
    {%- set latest_days = ref('int_load_latest_days') -%}
    {%- if goes_on_from_what_passed() -%}
    {{ column }} not in (
        select passed.load_id from {{ table_of_build('loads_passed') }} as passed
        inner join {{ latest_days }} as days on passed.load_id = days.load_id and passed.latest_day = days.latest_day
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{#- The same of a complaint, by its key: one of which a row came since. -#}
{% macro is_of_a_changed_complaint(column) -%}
    {%- set changed = ref('int_complaints_changed') -%}
    {%- if goes_on_from_what_passed() -%}
    {{ column }} in (select complaint_key from {{ changed }})
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}


{#- The statement that removes from a table of customers, before new rows are added, those of customers to be found anew. -#}
{% macro forget_changed_customers() -%}
    {%- set changed = ref('int_customers_changed') -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    {%- if goes_on_from_what_passed() %}
    where customer_token in (select customer_token from {{ changed }})
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- After a run: if each model was built and each check passed, what changed up to here is done with. -#}
{% macro record_what_passed(results) -%}
    {%- set good = results | selectattr('status', 'in', ['success', 'pass', 'warn']) | map(attribute='node.unique_id') | list -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- set needed = nodes | selectattr('resource_type', 'in', ['model', 'test']) | map(attribute='unique_id') | list -%}
    {%- if needed and not needed | reject('in', good) | list %}
    {{ replace_table('customers_passed', 'select token, customer_token from intermediate.int_customers_resolved') }}
    {%- set loads -%}
    select
        load_id,
        days.latest_day,
        (select count(*) from core.fct_complaints) as complaints,
        (select count(*) from core.fct_satisfaction_answers) as answers,
        (select count(*) from core.fct_branch_exposure) as exposures
    from intermediate.processed_loads inner join intermediate.int_load_latest_days as days using (load_id)
    {%- endset %}
    {{ replace_table('loads_passed', loads) }}
    {{ empty_table('int_complaints_changed') }}
    {%- endif -%}
{%- endmacro %}
