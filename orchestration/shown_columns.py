"""Which columns may be shown as an example: those that say nothing of a single person, and in no words of one.

What is shown lies where it is read without the deployment's key, and for long: so it is codes, days, counts and rates.
Texts, tokens, and numbers and keys of single complaints are not shown.
"""

from __future__ import annotations

import re

_TYPES_SHOWN = re.compile(r"BOOLEAN|DATE|TIMESTAMP.*|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*")
_WORDS_SHOWN = re.compile(
    r".*_code|.*_level|(.*_)?source_system|.*_group|figure_id|feed|status|mart|measure|unit|domain|change|change_type"
    r"|quadrant|controllability|funnel_band|watchlist_reason|reasons"
)


def is_shown(name: str, data_type: str) -> bool:
    """Whether values of a column, by its name and its type in DuckDB, may be shown."""
    return bool(_TYPES_SHOWN.fullmatch(data_type) or (data_type == "VARCHAR" and _WORDS_SHOWN.fullmatch(name)))
