"""The counts that the deck gives, or that were chosen where it gives none: what the bundled feeds hold exactly."""

from __future__ import annotations

import numpy as np

from benchmarks.generator import world

# complaints by year and category, as the call center files them
CALL_CENTER = {
    2010: {
        "underwriting": 197, "policy_servicing": 876, "claims": 1018, "counter_service": 862,
        "solicitation": 2489, "sales": 4463,
        "renewal_collection": 702, "payment": 521, "hotline_service": 334, "information_system": 171,
        "general_affairs": 216,
    },
    2011: {
        "underwriting": 116, "policy_servicing": 681, "claims": 733, "counter_service": 567,
        "solicitation": 1502, "sales": 2904,
        "renewal_collection": 486, "payment": 352, "hotline_service": 231, "information_system": 118,
        "general_affairs": 135,
    },
}  # fmt: skip

# complaints by year and type, as head office files them
HQ = {
    2010: {
        "claims": 85, "agency": 9, "policy_servicing": 37, "underwriting_review": 1, "policy_issuance": 1,
        "counter_service": 1, "solicitation": 52, "sales": 108, "renewal_collection": 24, "payment": 14,
        "general_affairs": 8,
    },
    2011: {
        "claims": 41, "agency": 27, "policy_servicing": 25, "underwriting_review": 3, "policy_issuance": 2,
        "counter_service": 2, "solicitation": 41, "sales": 96, "renewal_collection": 22, "payment": 15,
        "general_affairs": 8,
    },
}  # fmt: skip

# the rest is about head office's operations complaints only

HQ_BRANCHES = {
    2010: {
        "beijing": 6, "tianjin": 3, "hebei": 6, "shanxi": 8, "inner_mongolia": 2, "liaoning": 9, "dalian": 2,
        "jilin": 4, "heilongjiang": 11, "shanghai": 4, "jiangsu": 7, "zhejiang": 5, "anhui": 4, "fujian": 3,
        "jiangxi": 3, "shandong": 10, "qingdao": 1, "henan": 11, "hubei": 5, "hunan": 4, "guangdong": 9,
        "shenzhen": 2, "guangxi": 2, "chongqing": 2, "sichuan": 4, "guizhou": 1, "yunnan": 1, "shaanxi": 2,
        "gansu": 1, "ningxia": 1, "xinjiang": 1,
    },
    2011: {
        "beijing": 4, "tianjin": 2, "hebei": 4, "shanxi": 7, "inner_mongolia": 2, "liaoning": 8, "dalian": 1,
        "jilin": 3, "heilongjiang": 9, "shanghai": 3, "jiangsu": 5, "zhejiang": 3, "anhui": 3, "fujian": 2,
        "jiangxi": 2, "shandong": 8, "henan": 9, "hubei": 3, "hunan": 3, "guangdong": 7, "shenzhen": 1,
        "chongqing": 2, "sichuan": 3, "guizhou": 1, "yunnan": 1, "shaanxi": 2, "ningxia": 1, "xinjiang": 1,
    },
}  # fmt: skip

# January first
HQ_MONTHS = {
    2010: (15, 7, 21, 10, 9, 11, 9, 10, 9, 8, 11, 14),
    2011: (12, 5, 18, 7, 6, 7, 6, 7, 6, 6, 9, 11),
}

HQ_CHANNELS = {
    2010: {"phone": 58, "visit": 24, "letter": 14, "company_website": 6, "regulator": 18, "site_315": 9,
           "other_website": 5},
    2011: {"phone": 43, "visit": 16, "letter": 10, "company_website": 5, "regulator": 13, "site_315": 8,
           "other_website": 5},
}  # fmt: skip

HQ_CONTROLLABLE = {
    2010: {"claims": 31, "agency": 1, "policy_servicing": 15, "policy_issuance": 1},
    2011: {"claims": 13, "agency": 4, "policy_servicing": 11, "policy_issuance": 1},
}

HQ_GRIEVANCES = {
    2010: {"claims": {"outcome": 55, "timeliness": 17, "process": 10, "other": 3}},
    2011: {
        "claims": {"outcome": 28, "timeliness": 7, "process": 4, "other": 2},
        "agency": {"service_not_delivered": 5, "terms_misunderstood": 6, "slow_bank_transfer": 4, "past_compliance": 2,
                   "rule_not_accepted": 4, "contract_issued_wrongly": 3, "leaflet_disputed": 2, "other": 1},
    },
}  # fmt: skip

# 2010 complaints that head office closed only in the next year
HQ_CLOSED_NEXT_YEAR = {2010: 4, 2011: 0}

# head-office complaints that carry a call-center number, by how the two records compare
HQ_LINKS = {
    2010: {"agree": 200, "branch_disagrees": 5, "category_disagrees": 7, "points_nowhere": 1},
    2011: {"agree": 168, "branch_disagrees": 4, "category_disagrees": 6, "points_nowhere": 2},
}

# head-office complaints whose customer had complained there before
HQ_RETURNING = {2010: 7, 2011: 6}

SURVEY_ANSWERS = {2010: 3000, 2011: 3000}

YEARS = tuple(CALL_CENTER)
COMPLAINTS = {"call_center": CALL_CENTER, "hq": HQ}


def complaints_of(feed: str) -> int:
    """Planned complaints of a feed in all years."""
    return sum(sum(counts.values()) for counts in COMPLAINTS[feed].values())


def repeat_codes(counts: dict[str, int], codes: list[str]) -> np.ndarray:
    """Index in `codes` of each counted code, as often as it is counted."""
    return np.repeat([codes.index(code) for code in counts], list(counts.values()))


def planned_kinds(feed: str, year: int) -> np.ndarray:
    """Index of the kind of each complaint planned for a feed and year."""
    return repeat_codes(COMPLAINTS[feed][year], [kind.code for kind in world.kinds(feed)])
