"""The scripts that draw charts in a browser, from a library that brings them along: nothing is fetched."""

from __future__ import annotations

from functools import cache

_SNIPPET = "window.vegaEmbed = vegaEmbed;"


@cache
def scripts() -> str:
    """Vega, Vega-Lite and what puts a chart into a page, in one script of 0.9 MB. Made once, in about 1.5 s."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle(_SNIPPET)
    return bundle.replace("</script", "<\\/script")
