{#- Standard normal quantiles of the two-sided 95 % and 99.8 % limits. -#}
{% macro z_95() -%} 1.959963984540054 {%- endmacro %}
{% macro z_998() -%} 3.090232306167813 {%- endmacro %}


{#-
    Standard normal distribution function, wrong by less than 1.2e-7 of the smaller of its two tails, however small that is: the Chebyshev fit
    of the complementary error function in Numerical Recipes (Press et al. 1992, 6.2).
-#}
{% macro normal_cdf(z) -%}
    {%- set t = '(1 / (1 + abs(' ~ z ~ ') / (2 * sqrt(2))))' -%}
    {%- set fit = namespace(polynomial='0.17087277') -%}
    {%- for term in [
        -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368, -1.26551223
    ] -%}
        {%- set fit.polynomial = '(' ~ term ~ ' + ' ~ t ~ ' * ' ~ fit.polynomial ~ ')' -%}
    {%- endfor -%}
    {%- set tail = '0.5 * ' ~ t ~ ' * exp(-power(' ~ z ~ ', 2) / 2 + ' ~ fit.polynomial ~ ')' -%}
    (case when {{ z }} < 0 then {{ tail }} else 1 - {{ tail }} end)
{%- endmacro %}


{#-
    Standard normal quantile of a probability of at most one half, to 16 digits (Wichura 1988, algorithm AS 241).
-#}
{% macro normal_quantile(probability) -%}
    {%- set q = '(' ~ probability ~ ' - 0.5)' -%}
    {%- set r = '(0.180625 - ' ~ q ~ ' * ' ~ q ~ ')' -%}
    {%- set tail = 'sqrt(-ln(' ~ probability ~ '))' -%}
    (case
        when {{ probability }} >= 0.075
            then {{ q }} * {{ polynomial([
                2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
                13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608
            ], r) }} / {{ polynomial([
                5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
                5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0
            ], r) }}
        when {{ tail }} <= 5
            then -{{ polynomial([
                7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
                3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734
            ], '(' ~ tail ~ ' - 1.6)') }} / {{ polynomial([
                1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
                0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0
            ], '(' ~ tail ~ ' - 1.6)') }}
        else -{{ polynomial([
                2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
                0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772
            ], '(' ~ tail ~ ' - 5)') }} / {{ polynomial([
                2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
                0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0
            ], '(' ~ tail ~ ' - 5)') }}
    end)
{%- endmacro %}


{#- A polynomial in x, its coefficients from the highest power down (Horner's scheme). -#}
{% macro polynomial(coefficients, x) -%}
    {%- set sum = namespace(text=coefficients[0]) -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set sum.text = '(' ~ sum.text ~ ' * ' ~ x ~ ' + ' ~ coefficient ~ '::double)' -%}
    {%- endfor -%}
    {{ sum.text }}
{%- endmacro %}
