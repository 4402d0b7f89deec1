{#- A version of a complaint: what its rows in one file, and at one time of change, have in common in `row_version`. -#}
{%- set version = 'row_version // 4294967296' -%}
with

rows_with_lines as (

    select
        *,
        {{ version }} as complaint_version

    from {{ ref('int_complaints_conformed') }}
    where quarantine_reasons is null and line is not null

),

standing as (

    select
        complaint_key,
        {{ version }} as complaint_version

    from {{ ref('fct_complaints') }}

),

-- of rows that say the same line, the first stands for it; the others are superseded
first_rows as (

    select rows_with_lines.*

    from rows_with_lines
    inner join standing using (complaint_key, complaint_version)
    qualify row_number() over (
        partition by rows_with_lines.complaint_key, rows_with_lines.line order by rows_with_lines.row_version desc
    ) = 1

),

complaint_lines as (

    select
        complaint_key,
        cast(row_number() over (partition by complaint_key order by row_version desc) as integer) as line_number,
        source_system,
        load_id,
        first_rows.row_number,
        row_version,
        nullif(line, '') as line_text,
        category_code,
        subcategory_code,
        cause_code,
        grievance_code,
        controllability

    from first_rows

)

select * from complaint_lines
