{#-
    Half-width letters, digits and punctuation for full-width ones. translate() goes through its alphabet letter by letter
    even where nothing is to be replaced, so it is called only where a full-width letter stands.
-#}
{% macro half_width(column) -%}
    case
        when regexp_matches({{ column }}, '[！-～]')
            then translate(
                {{ column }},
                '！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～',
                '!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~'
            )
        else {{ column }}
    end
{%- endmacro %}


{#- Half-width and without white space of any kind; NULL when nothing is left. -#}
{% macro clean(column) -%}
    nullif(regexp_replace({{ half_width(column) }}, '[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]+', '', 'g'), '')
{%- endmacro %}


{#- The same, but inner white space survives as one blank: dates need it between day and time. -#}
{% macro clean_spaced(column) -%}
    nullif(trim(regexp_replace({{ half_width(column) }}, '[\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]+', ' ', 'g')), '')
{%- endmacro %}


{#- A timestamp in any of the accepted formats, or NULL. -#}
{% macro parse_timestamp(column) -%}
    try_strptime({{ clean_spaced(column) }}, ['{{ var("timestamp_formats") | join("', '") }}'])
{%- endmacro %}


{#- A whole or decimal number with or without thousands separators, or NULL. -#}
{% macro parse_number(column, data_type) -%}
    try_cast(replace({{ clean(column) }}, ',', '') as {{ data_type }})
{%- endmacro %}
