{#- Half-width letters, digits and punctuation for full-width ones; no white space of any width; NULL when nothing is left. -#}
{% macro clean(column) -%}
    nullif(
        regexp_replace(
            translate(
                {{ column }},
                '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
                '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
            ),
            '[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]+', '', 'g'
        ),
        ''
    )
{%- endmacro %}


{#- The same, but inner white space survives as one blank: dates need it between day and time. -#}
{% macro clean_spaced(column) -%}
    nullif(
        trim(
            regexp_replace(
                translate({{ column }}, '０１２３４５６７８９：／－．', '0123456789:/-.'),
                '[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]+', ' ', 'g'
            )
        ),
        ''
    )
{%- endmacro %}


{#- A timestamp in any of the accepted formats, or NULL. -#}
{% macro parse_timestamp(column) -%}
    try_strptime({{ clean_spaced(column) }}, ['{{ var("timestamp_formats") | join("', '") }}'])
{%- endmacro %}


{#- A whole or decimal number with or without thousands separators, or NULL. -#}
{% macro parse_number(column, data_type) -%}
    try_cast(replace({{ clean(column) }}, ',', '') as {{ data_type }})
{%- endmacro %}
