"""What is done to the column of a field, by the privacy class and the type that its contract gives it.

A treatment is a rule for one value, from `privacy`, and a pattern that finds the values which the rule may change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa

from orchestration.contracts import FieldContract
from orchestration.landing.arrow_masking import changed, is_empty, matches, null_where_empty
from orchestration.landing.privacy import TokenKey, is_own, mask_kept, redact_text
from orchestration.personal_data.characters import HALF_WIDTH
from orchestration.personal_data.fields import is_plausible
from orchestration.personal_data.masking import MAY_BE_REDACTED, MAY_CHANGE_WHERE_KEPT
from orchestration.personal_data.plausibility import MOBILE, NUMBER, date_pattern

Rule = Callable[[str, str, Mapping[str, str]], str]


@dataclass(frozen=True)
class MaskingRule:
    """A rule for a value, its row's customer name and own identifiers, and how to find where it has to be asked.

    Only values with `changes_with`, without `stays_with`, or in rows that may hold their own data can change by `rule`.
    """

    rule: Rule
    changes_with: str | None = None
    stays_with: str | None = None
    may_hold_own_data: bool = True

    def apply(
        self,
        values: pa.StringArray,
        has_own: np.ndarray,
        names: pa.StringArray,
        own: Mapping[str, pa.StringArray],
        found: np.ndarray | None = None,
    ) -> pa.StringArray:
        """The values by the rule; NULL where one is empty. `has_own` are the rows that may hold their own data.

        `found` are the values with `changes_with`, where they are known.
        """
        where = has_own
        if found is not None:
            where = where | found
        elif self.changes_with:
            where = where | matches(values, self.changes_with)
        if self.stays_with:
            where = where | ~matches(values, self.stays_with)
        has_own = has_own if self.may_hold_own_data else where

        def change(texts: Sequence[str], indices: np.ndarray) -> list[str]:
            rows = pa.array(indices[has_own[indices]])
            people = zip(*(column.take(rows).to_pylist() for column in (names, *own.values())), strict=True)
            redacted: dict[str, str] = {}
            new = []
            for text, has_person in zip(texts, has_own[indices].tolist(), strict=True):
                if has_person:
                    name, *identifiers = next(people)
                    new.append(self.rule(text, name, dict(zip(own, identifiers, strict=True))))
                    continue
                if text not in redacted:
                    redacted[text] = self.rule(text, "", {})
                new.append(redacted[text])
            return new

        return null_where_empty(changed(values, where & ~is_empty(values), change))


def masking_rule(field: FieldContract, date_formats: Sequence[str], key: TokenKey, *, has_people: bool) -> MaskingRule:
    """How a field that is kept or redacted is treated. `has_people` says that the feed's rows are about persons."""
    if field.privacy == "redact":
        return MaskingRule(redact_text, changes_with=MAY_BE_REDACTED)
    if field.type == "date":
        pattern = date_pattern(date_formats)
        rule = partial(_typed, re.compile(pattern), None)
        return MaskingRule(rule, stays_with=f"^(?:{pattern})$", may_hold_own_data=False)
    if field.type == "number":
        # A sum of eleven digits may look like a mobile number; it is one only where there are people to call.
        mobile = MOBILE if has_people else None
        rule = partial(_typed, re.compile(NUMBER), re.compile(mobile) if mobile else None)
        return MaskingRule(rule, stays_with=f"^(?:{NUMBER})$", changes_with=f"^{mobile}$" if mobile else None)
    return MaskingRule(
        partial(_kept, key, field.looks_personal),
        changes_with=None if field.looks_personal else MAY_CHANGE_WHERE_KEPT,
    )


def _kept(key: TokenKey, looks_personal: bool, value: str, name: str, own: Mapping[str, str]) -> str:
    return mask_kept(value, name, own, key, looks_personal=looks_personal)


def _typed(
    pattern: re.Pattern[str], mobile: re.Pattern[str] | None, value: str, name: str, own: Mapping[str, str]
) -> str:
    """The value where it can be what its field promises, and else what a free text of these words would become."""
    may_stay = is_plausible(value, pattern) and not (mobile and mobile.fullmatch(value.translate(HALF_WIDTH)))
    return value if may_stay and not is_own(value, own) else redact_text(value, name, own)
