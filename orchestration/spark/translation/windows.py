"""Windows: named ones are spelled out, since Spark extends none and reads `over named - 1` as one name."""

from __future__ import annotations

from sqlglot import exp


def spelled_out(query: exp.Expression) -> exp.Expression:
    """Each window with the whole of what the named one says."""
    for select in query.find_all(exp.Select):
        named = {window.name: window for window in select.args.get("windows") or []}
        for window in list(select.find_all(exp.Window)):
            base = named.get(window.alias)
            if base is None or window is base or window.find_ancestor(exp.Select) is not select:
                continue
            for part in ("partition_by", "order", "spec"):
                given = base.args.get(part)
                if given and not window.args.get(part):
                    window.set(part, [one.copy() for one in given] if isinstance(given, list) else given.copy())
            window.set("alias", None)
        select.set("windows", None)
    return query
