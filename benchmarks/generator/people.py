"""Customers: who they are follows from their identifier alone, so that one customer looks the same in every feed.

A customer identifier is ``branch index * CUSTOMERS_PER_BRANCH + serial``. All personal data are invented; the region
codes of the identity numbers are those of whole provinces and cities, which no real person's number carries.
"""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa

from benchmarks.generator import text, world

CUSTOMERS_PER_BRANCH = 100_000_000
_SHORT_IDENTITY_PER_MILLE = 40
_LANDLINE_PER_MILLE = 90
_FIRST_BIRTHDAY = text.day_number(1970) - 40 * 365
_BIRTHDAYS = 58 * 365

_SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎")
_GIVEN_NAMES = [
    *"伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚玲辉波鹏红梅萍斌琴凯云莉健燕",
    "秀英", "桂英", "建国", "建华", "志强", "国强", "海燕", "玉兰", "淑珍", "春梅", "晓东", "志明", "文斌", "金凤",
    "永刚", "丽华", "小红", "秀兰", "玉梅", "红梅", "桂兰", "秀珍", "凤英", "俊杰", "建军", "国华", "晓燕", "雪梅",
    "德明", "海波", "家豪", "子轩", "雨婷", "佳怡", "思远", "慧敏", "立新", "卫东", "爱华", "亚男",
]  # fmt: skip
_MOBILE_PREFIXES = (134, 135, 136, 137, 138, 139, 150, 151, 152, 153, 155, 156, 157, 158, 159, 180, 186, 187, 188, 189)
_CHECK_CHARACTERS = np.frombuffer(b"10X98765432", dtype=np.uint8)
_CHECK_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.float32)

# region code of identity numbers and dialling code of each branch
_REGIONS = {
    "beijing": (110000, "010"), "tianjin": (120000, "022"), "hebei": (130000, "0311"), "shanxi": (140000, "0351"),
    "inner_mongolia": (150000, "0471"), "liaoning": (210000, "024"), "dalian": (210200, "0411"),
    "jilin": (220000, "0431"), "heilongjiang": (230000, "0451"), "shanghai": (310000, "021"),
    "jiangsu": (320000, "025"), "zhejiang": (330000, "0571"), "ningbo": (330200, "0574"), "anhui": (340000, "0551"),
    "fujian": (350000, "0591"), "xiamen": (350200, "0592"), "jiangxi": (360000, "0791"), "shandong": (370000, "0531"),
    "qingdao": (370200, "0532"), "henan": (410000, "0371"), "hubei": (420000, "027"), "hunan": (430000, "0731"),
    "guangdong": (440000, "020"), "shenzhen": (440300, "0755"), "guangxi": (450000, "0771"),
    "hainan": (460000, "0898"), "chongqing": (500000, "023"), "sichuan": (510000, "028"), "guizhou": (520000, "0851"),
    "yunnan": (530000, "0871"), "tibet": (540000, "0891"), "shaanxi": (610000, "029"), "gansu": (620000, "0931"),
    "qinghai": (630000, "0971"), "ningxia": (640000, "0951"), "xinjiang": (650000, "0991"),
}  # fmt: skip


def _traits(customers: np.ndarray, salt: int) -> np.ndarray:
    """A well-mixed non-negative number per customer and salt."""
    mixed = customers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt * 0xD1B54A32D192ED03 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed >> np.uint64(2)).astype(np.int64)


def branches_of(customers: np.ndarray) -> np.ndarray:
    """Index of each customer's home branch."""
    return customers // CUSTOMERS_PER_BRANCH


@functools.cache
def _branch_numbers(column: int) -> list:
    return [_REGIONS[code][column] for code in world.branch_codes()]


@functools.cache
def _full_names(encoding: str) -> pa.Array:
    return text.words([surname + given for surname in _SURNAMES for given in _GIVEN_NAMES], encoding)


def names(customers: np.ndarray, encoding: str) -> pa.Array:
    """Full names."""
    # squared draw: the first surnames are the commonest
    share = (_traits(customers, 1) % 1_000_003) / 1_000_003
    surnames = (share * share * len(_SURNAMES)).astype(np.int64)
    return text.look_up(_full_names(encoding), surnames * len(_GIVEN_NAMES) + _traits(customers, 2) % len(_GIVEN_NAMES))


def numbers(customers: np.ndarray) -> pa.Array:
    """Customer numbers: two digits of branch, eight of serial, the serials scattered by a fixed stride."""
    branch, serial = np.divmod(customers, CUSTOMERS_PER_BRANCH)
    scattered = (serial * 7_654_321 + 12_345) % CUSTOMERS_PER_BRANCH
    return text.number_text((branch + 10) * CUSTOMERS_PER_BRANCH + scattered, 10)


def identity_numbers(customers: np.ndarray) -> pa.Array:
    """Resident identity numbers: 18 characters with their check digit, some of the old 15 digits."""
    codes = np.empty((len(customers), 18), dtype=np.uint8)
    codes[:, :6] = text.digits(np.array(_branch_numbers(0))[branches_of(customers)], 6)
    birthdays = _FIRST_BIRTHDAY + _traits(customers, 3) % _BIRTHDAYS
    codes[:, 6:14] = _birthday_digits()[birthdays - _FIRST_BIRTHDAY]
    codes[:, 14:17] = text.digits(_traits(customers, 4) % 1000, 3)
    remainders = ((codes[:, :17] - 48).astype(np.float32) @ _CHECK_WEIGHTS).astype(np.int64) % 11
    codes[:, 17] = _CHECK_CHARACTERS[remainders]
    is_short = _traits(customers, 5) % 1000 < _SHORT_IDENTITY_PER_MILLE
    full = text.ascii_text(codes)
    short = text.ascii_text(codes[:, [*range(6), *range(8, 17)]])
    return pa.compute.if_else(pa.array(is_short), short, full)


@functools.cache
def _birthday_digits() -> np.ndarray:
    days = np.datetime64("1970-01-01", "D") + _FIRST_BIRTHDAY + np.arange(_BIRTHDAYS)
    return np.array([list(day.strftime("%Y%m%d").encode()) for day in days.tolist()], dtype=np.uint8)


def phones(customers: np.ndarray) -> pa.Array:
    """Mobile numbers of eleven digits, some landlines with the branch's dialling code."""
    prefixes = np.array(_MOBILE_PREFIXES)[_traits(customers, 6) % len(_MOBILE_PREFIXES)]
    mobile = text.number_text(prefixes * 100_000_000 + _traits(customers, 7) % 100_000_000, 11)
    dialling = text.look_up(text.words([f"{code}-" for code in _branch_numbers(1)], "ascii"), branches_of(customers))
    landline = text.join(dialling, text.number_text(60_000_000 + _traits(customers, 8) % 29_000_000, 8))
    is_landline = _traits(customers, 9) % 1000 < _LANDLINE_PER_MILLE
    return pa.compute.if_else(pa.array(is_landline), landline, mobile)


def policy_numbers(customers: np.ndarray) -> pa.Array:
    """Policy numbers: P, four digits of year, two of branch, nine of serial; one policy per customer."""
    years = 1998 + _traits(customers, 10) % 11
    serials = _traits(customers, 11) % 1_000_000_000
    return text.number_text(years * 10**11 + (branches_of(customers) + 10) * 10**9 + serials, 15, prefix="P")
