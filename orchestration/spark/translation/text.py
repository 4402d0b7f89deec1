"""Texts and what is searched for in them."""

from __future__ import annotations

import re

from sqlglot import exp
from sqlglot.errors import ParseError

from orchestration.spark.translation.numbers import Rule, filled
from orchestration.spark.translation.typing import call, number, refuse, text

_WHITE = r"\t\n\f\r "
_BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_GROUP = re.compile(r"\\(\d)")
_PIECES = re.compile(r"\\x\{[0-9A-Fa-f]+\}|\\.|\[|\]|\$|.", re.DOTALL)


def java_pattern(pattern: str) -> str:
    r"""A pattern of RE2 as Java's expressions have it: `$` is the end alone, and `\s` has no vertical tab."""
    found, in_class = [], False
    for piece in _PIECES.findall(pattern):
        if piece == "[":
            in_class = True
        elif piece == "]":
            in_class = False
        if piece == "$" and not in_class:
            piece = r"\z"
        elif piece == "." and not in_class:
            piece = r"[^\n]"
        elif piece == r"\s":
            piece = _WHITE if in_class else f"[{_WHITE}]"
        found.append(piece)
    return "".join(found)


def _search(node: exp.Expression) -> exp.Expression:
    pattern = node.expression
    if isinstance(pattern, exp.Literal):
        node.set("expression", text(java_pattern(pattern.name)))
    return node


def _full_match(node: exp.Expression) -> exp.Expression:
    return exp.RegexpLike(this=node.this, expression=text(rf"^(?:{java_pattern(node.expression.name)})\z"))


def _replacement(node: exp.Expression) -> exp.Expression:
    """Spark replaces every occurrence, as the modifier `g` asks; what is anchored occurs once."""
    pattern, modifiers, replacement = node.expression, node.args.get("modifiers"), node.args["replacement"]
    is_anchored = pattern.name.startswith("^") or pattern.name.endswith("$")
    if not is_anchored and (modifiers is None or "g" not in modifiers.name):
        raise ParseError(f"regexp_replace({pattern.name!r}) replaces once in DuckDB, and everywhere in Spark: add 'g'")
    if isinstance(replacement, exp.Literal):
        replacement = text(_GROUP.sub(r"$\1", replacement.name.replace("$", r"\$")))
    return call("regexp_replace", node.this, text(java_pattern(pattern.name)), replacement)


def _groups(node: exp.Expression) -> exp.Expression:
    """Groups by name are the fields of one value."""
    names = node.args.get("group")
    if not isinstance(names, exp.Array):
        return _search(node)
    pattern = text(java_pattern(node.expression.name))
    found = [
        exp.alias_(call("regexp_extract", node.this.copy(), pattern.copy(), number(at)), name.name)
        for at, name in enumerate(names.expressions, start=1)
    ]
    return filled("if(of is null, null, found)", of=node.this, found=exp.Struct(expressions=found))


def _trim(node: exp.Expression) -> exp.Expression:
    """Blanks of any width go, and nothing else."""
    if node.expression or node.args.get("position"):
        raise refuse(node, "trim() of given letters, or on one side, has no translation")
    return call("btrim", node.this, text(_BLANKS))


RULES: dict[type[exp.Expression], Rule] = {
    exp.RegexpLike: _search,
    exp.RegexpExtract: _groups,
    exp.RegexpFullMatch: _full_match,
    exp.RegexpReplace: _replacement,
    exp.Trim: _trim,
}
