{#-
    English and Chinese name of what a code stands for, from the dimension `relation`. Where that has a name in one language, it
    stands for both; where it has none, the code does. `code` is the code of the row, by which the dimension was looked up.
-#}
{% macro both_names(thing, relation, code) -%}
    {%- set names = [relation ~ '.' ~ thing ~ '_name', relation ~ '.' ~ thing ~ '_name_zh'] -%}
    coalesce({{ names[0] }}, {{ names[1] }}, {{ code }}) as {{ thing }}_name,
    coalesce({{ names[1] }}, {{ names[0] }}, {{ code }}) as {{ thing }}_name_zh
{%- endmacro %}


{#- The same for codes that no reference file names; one that is not here stands for itself. -#}
{% macro both_given_names(thing, code) -%}
    {%- set names = given_names()[thing] -%}
    {%- for column, place in [(thing ~ '_name', 0), (thing ~ '_name_zh', 1)] -%}
    case {{ code }}
        {%- for value, texts in names.items() %} when '{{ value }}' then '{{ texts[place] }}'{% endfor %} else {{ code }} end as {{ column }}
    {{- ",\n" if loop.first }}
    {%- endfor -%}
{%- endmacro %}


{% macro given_names() -%}
    {{ return({
        'source_system': {'call_center': ('Call center', '呼叫中心'), 'hq': ('Head office', '总公司')},
        'scope_level': {
            'company': ('Company', '公司'),
            'line': ('Line', '条线'),
            'category': ('Category', '类别'),
            'subcategory': ('Subcategory', '子类'),
        },
        'channel_group': {
            'direct': ('Direct', '自行受理'),
            'referred': ('Referred', '外部转来'),
            'unspecified': ('Not given', '未填写'),
            'unmapped': ('Not in the list', '未匹配'),
        },
        'controllability': {
            'controllable': ('Controllable', '可控'),
            'uncontrollable': ('Uncontrollable', '不可控'),
            'undetermined': ('Undetermined', '未判定'),
        },
        'coverage': {
            'covered': ('Covered', '完整'),
            'partly': ('Partly covered', '部分'),
            'not_covered': ('Not covered', '无数据'),
        },
        'exposure_base': {
            'premium': ('Premium', '保费'),
            'policies': ('Policies in force', '有效保单'),
            'none': ('None known', '无'),
        },
        'funnel_band': {
            'below_998': ('Far fewer than expected (99.8 %)', '远低于预期（99.8%）'),
            'below_95': ('Fewer than expected (95 %)', '低于预期（95%）'),
            'within': ('Within chance', '在随机范围内'),
            'above_95': ('More than expected (95 %)', '高于预期（95%）'),
            'above_998': ('Far more than expected (99.8 %)', '远高于预期（99.8%）'),
            'no_exposure': ('No exposure known', '无业务量数据'),
        },
    }) }}
{%- endmacro %}
