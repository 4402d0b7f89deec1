"""Capitals of single letters, as DuckDB has them.

Spark writes SS for ß and two letters for a ligature, and knows letters that Unicode has had for a shorter time; DuckDB
makes one letter of one.
"""

from __future__ import annotations

from sqlglot import exp

from orchestration.spark.translation.numbers import Rule, filled
from orchestration.spark.translation.typing import text

# a letter of one place, and the capital that it keeps where this is not itself
_STAY = (
    "\u0149\u019b\u01f0\u0264\u0390\u03b0\u0587\u1c8a\u1e96\u1e97\u1e98\u1e99\u1e9a\u1f50\u1f52\u1f54\u1f56"
    "\u1fb2\u1fb4\u1fb6\u1fb7\u1fbc\u1fc2\u1fc4\u1fc6\u1fc7\u1fcc\u1fd2\u1fd3\u1fd6\u1fd7\u1fe2\u1fe3\u1fe4\u1fe6\u1fe7"
    "\u1ff2\u1ff4\u1ff6\u1ff7\u1ffc\ua7cd\ua7cf\ua7d3\ua7d5\ua7db\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
    "\ufb13\ufb14\ufb15\ufb16\ufb17"
) + "".join(chr(place) for span in (range(0x10D70, 0x10D86), range(0x16EBB, 0x16ED4)) for place in span)
_CAPITALS = {
    "\u00df": "\u1e9e",
    "\u1fb3": "\u1fbc",
    "\u1fc3": "\u1fcc",
    "\u1ff3": "\u1ffc",
    **{letter: letter for letter in _STAY},
    # Greek with iota below: eight small ones, and their capitals
    **{chr(place): chr(place | 8) for start in (0x1F80, 0x1F90, 0x1FA0) for place in range(start, start + 16)},
}
_LETTERS = "".join(_CAPITALS)
# where no text has letters: what stands for them while the others are made capitals
_PLACES = "".join(chr(0x10FE00 + at) for at in range(len(_LETTERS)))


def _upper(node: exp.Expression) -> exp.Expression:
    return filled(
        """case
            when of rlike letters then translate(upper(translate(of, small, places)), places, capitals)
            else upper(of)
        end""",
        of=node.this,
        letters=text(f"[{_LETTERS}]"),
        small=text(_LETTERS),
        places=text(_PLACES),
        capitals=text("".join(_CAPITALS.values())),
    )


def _lower(node: exp.Expression) -> exp.Expression:
    raise exp.ParseError("lower() has no translation, since some letters have another form in Spark: compare upper()")


RULES: dict[type[exp.Expression], Rule] = {exp.Upper: _upper, exp.Lower: _lower}
