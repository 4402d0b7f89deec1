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


{#- Half-width and without white space of any kind; NULL when nothing is left. Most values are so already: one look tells. -#}
{% macro remove_spaces(column) -%}
    {{ tidied(column, white_space(), "regexp_replace(" ~ half_width(column) ~ ", '" ~ white_space() ~ "+', '', 'g')") }}
{%- endmacro %}


{#- The same, but inner white space survives as one blank: dates need it between day and time. -#}
{% macro collapse_spaces(column) -%}
    {{ tidied(
        column,
        '^ | $|  |' ~ white_space() | replace('\\s', '\\t\\n\\f\\r'),
        "trim(regexp_replace(" ~ half_width(column) ~ ", '" ~ white_space() ~ "+', ' ', 'g'))"
    ) }}
{%- endmacro %}


{% macro white_space() -%}
    [\s\x{00A0}\x{3000}\x{FEFF}\x{200B}]
{%- endmacro %}


{% macro tidied(column, untidy, tidy) -%}
    nullif(case when regexp_matches({{ column }}, '[！-～]|{{ untidy }}') then {{ tidy }} else {{ column }} end, '')
{%- endmacro %}


{#-
    Local time in any of the formats that the feed's contract accepts, or NULL. A time with its offset from UTC is brought to the feed's time zone.
    Where a feed has no formats of its own, dates of the commonest form are cast: the same, in a tenth of the time.
-#}
{% macro parse_timestamp(column, feed) -%}
    {#- workbooks and Parquet give dates as such, which landing writes in these -#}
    {%- set typed = ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d'] -%}
    {%- set own = feed_option(feed, 'date_formats') -%}
    {%- set formats = (own or var('timestamp_formats')) | list + typed -%}
    {%- set text = collapse_spaces(column) -%}
    case
        {%- if not own %}
        when regexp_full_match({{ column }}, '\d{4}-\d\d-\d\d( ([01]\d|2[0-3]):\d\d(:\d\d)?)?')
            then try_cast({{ column }} as timestamp)
        {%- endif %}
        when regexp_matches({{ column }}, ':\d\d(\.\d+)? ?(Z|[+-]\d\d(:?\d\d)?)\s*$')
            then timezone('{{ feed_option(feed, "time_zone", "Asia/Shanghai") }}', try_cast({{ text }} as timestamptz))
        else try_strptime({{ text }}, ['{{ formats | join("', '") }}'])
    end
{%- endmacro %}


{#- A whole or decimal number with or without thousands separators, or NULL. -#}
{% macro parse_number(column, data_type) -%}
    try_cast(replace({{ remove_spaces(column) }}, ',', '') as {{ data_type }})
{%- endmacro %}
