"""Personal data that are told by the word beside them or by a form of their own.

WeChat and QQ numbers, licence plates, passports, documents of Hong Kong, Macau and Taiwan, telephone numbers without an
area code, numbers in Chinese numerals, and e-mail addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestration.personal_data.characters import GAP_CHARACTERS, NUMERALS, SPACES, relaxed

_D, _L = "[0-9０-９]", "[A-Za-zＡ-Ｚａ-ｚ]"
_ALNUM = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_ALONE, _ENDS = f"(?<![{_ALNUM}])", f"(?![{_ALNUM}])"
# What may stand between a word and its number.
_LINK = f'(?:号码|帐号|账号|号|为|是|写的是|n\\.?º|no\\.?|number|id|[:：.#{SPACES}(（【"“])'
_YEAR_OR_DAY = "(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])[0-3][0-9])?(?![0-9])"

_EMAIL_WORD = f"[{_ALNUM}_\\-]"
_TOP_LEVEL = "(?:com|cn|net|org|edu|gov|info|es|br|pt|mx|hk|tw|uk|ｃｏｍ|ｃｎ|ｎｅｔ)"
EMAIL = (
    f"[{_ALNUM}._%+\\-．＿]{{1,64}}(?:[{SPACES}]{{0,3}}[@＠﹫][{SPACES}]{{0,3}}|[(（\\[]at[)）\\]])"
    f"(?:(?:{_EMAIL_WORD}{{1,63}}[{SPACES}]{{0,2}}[.．。,，][{SPACES}]{{0,2}}){{1,4}}{_TOP_LEVEL}(?!{_EMAIL_WORD})"
    f"|(?:[{_ALNUM}\\-\u4e00-\u9fff]{{1,63}}[.．])+{_EMAIL_WORD}+)"
)

_WECHAT_NAME = "(?:微信|薇信|威信|v信|wechat|weixin|加v|vx|wx)"
_ACCOUNT = f"{_L}[{_ALNUM}_\\-＿－]{{4,19}}"
WECHAT = (
    f"(?<!{_L}){_WECHAT_NAME}[{SPACES}]*(?:(?:号码|账号|帐号|号|id|为|是|[:：(（])[:：{SPACES}为是(（]*(?P<wechat>{_ACCOUNT})"
    f"|[{SPACES}-]*(?P<wechat_with_digit>(?={_L}*[0-9０-９_\\-]){_ACCOUNT})){_ENDS}"
)
QQ = (
    f"(?<!{_L})(?:[qｑＱ][{SPACES}]?[qｑＱ]|扣扣|企鹅号)群?{_LINK}*"
    f"(?P<qq>[1-9１-９](?:[{GAP_CHARACTERS}]?{_D}){{4,11}})(?!{_D})"
)

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_GAP = f"[{GAP_CHARACTERS}.·•．]{{0,2}}"
_PLATE_SIGN = "[0-9A-HJ-NP-Za-hj-np-z０-９Ａ-ＨＪ-ＮＰ-Ｚａ-ｈｊ-ｎｐ-ｚ]"
_PLATE_WORD = "(?:车牌号码|车牌号|车牌|牌照号|牌照|牌号|车号|licen[cs]e plate|number plate|placas?|matr[ií]cula)"
PLATE = (
    f"(?<![最更全创重])[{_PROVINCE}]{_PLATE_GAP}{_L}{_PLATE_GAP}(?={_PLATE_SIGN}{{0,4}}{_PLATE_GAP}{_D})"
    f"(?:{_PLATE_SIGN}(?:{_PLATE_GAP}{_PLATE_SIGN}){{4,5}}|{_PLATE_SIGN}{{4}}[挂学警港澳]){_ENDS}"
    f"|使{_D}{{6}}(?!{_D})"
)
_OTHER_PLATE = f"{_L}{{1,3}}[{GAP_CHARACTERS}·]?{_D}[{_ALNUM}]{{2,5}}|{_D}{{4}}[{SPACES}]?{_L}{{3}}"
PLATE_BY_WORD = f"{_PLATE_WORD}{_LINK}*(?P<plate>{_OTHER_PLATE}){_ENDS}"

PASSPORT = f"{_ALONE}(?:[EGＥＧ](?!(?:19|20){_D}{{6}}){_D}{{8}}|[EＥ]{_L}{_D}{{7}}){_ENDS}"
PASSPORT_BY_WORD = (
    f"(?:护照|passport|pasaporte|passaporte){_LINK}*"
    f"(?P<passport>(?=(?:[{SPACES}]?[{_ALNUM}]){{6}})(?={_L}{{0,3}}[{SPACES}]?{_D}){_L}{{0,3}}(?:[{SPACES}]?{_D}){{5,9}}){_ENDS}"
)
PERMIT = f"{_ALONE}[HMＨＭ](?!(?:19|20){_D}{{6}}){_D}{{8}}(?:{_D}{{2}})?{_ENDS}"
PERMIT_BY_WORD = (
    "(?:通行证|回乡证|台胞证|居留证|台湾居民|港澳居民证件|mainland travel permit|compatriot permit)"
    f"{_LINK}*(?P<permit>{_L}{{0,3}}(?:[{SPACES}]?{_D}){{7,12}}(?:[(（]{_L}[)）])?){_ENDS}"
)
_CHECK = f"[{GAP_CHARACTERS}]?[(（][0-9Aa０-９Ａａ][)）]"
HONG_KONG_CARD = f"{_ALONE}{_L}{{1,2}}[{GAP_CHARACTERS}]?{_D}{{6}}{_CHECK}|{_ALONE}[157１５７]{_D}{{6}}{_CHECK}"
MACAU_CARD = f"{_ALONE}[157]/{_D}{{6}}/{_D}{_ENDS}"
DOCUMENT_BY_WORD = (
    f"(?:身份证|证件|identity card|id card|documento){_LINK}*(?P<document>{_L}{{1,3}}(?:[{SPACES}]?{_D}){{7,9}}){_ENDS}"
)

_PHONE_WORD = (
    "(?:电话|座机|固话|联系方式|传真|总机|(?<![A-Za-z])(?:tel|phone|telephone|landline|fax|telefone|tel[ée]fono))"
)
_SUBSCRIBER = (
    f"(?!{_YEAR_OR_DAY}|(?:19|20)[0-9]{{2}}[-/.])[2-8２-８]{_D}{{2,3}}[{GAP_CHARACTERS}]{{0,2}}{_D}{{4}}"
    f"(?!{_D}|[,.][0-9]|[{SPACES}]?[元块次分个笔万])"
)
_AND_ANOTHER = f"[{SPACES}]?(?:或|、|/|，|,|和)[{SPACES}]?{_SUBSCRIBER}"
LANDLINE_BY_WORD = f"{_PHONE_WORD}{_LINK}*(?P<landline>{_SUBSCRIBER}(?:{_AND_ANOTHER})*)"
SPELT_LANDLINE = f"{_PHONE_WORD}{_LINK}*(?P<spelt>[{NUMERALS}]{{7,8}})(?![{NUMERALS}])"
SPELT_IDENTITY = f"(?<![{NUMERALS}])(?P<spelt_identity>[{NUMERALS}]{{17}}[{NUMERALS}xX])(?![{NUMERALS}])"


@dataclass(frozen=True)
class Named:
    """What one label stands for: the pattern, and one of RE2 that is found in at least the same texts."""

    label: str
    pattern: re.Pattern[str]
    may_hold: str
    needed: re.Pattern[str]  # a cheap one, without which the pattern is never found

    def masked(self, text: str) -> str:
        """The text with a label in the place of each number that the pattern finds."""
        return self.pattern.sub(self._mask, text) if self.needed.search(text) else text

    def _mask(self, match: re.Match[str]) -> str:
        first, last = match.span(match.lastgroup or 0)
        before, after = match[0][: first - match.start()], match[0][last - match.start() :]
        return f"{before}[{self.label}]{after}"


def _named(label: str, *patterns: str, needed: str = "", may_hold: str = "") -> Named:
    together = "|".join(patterns)
    # of ASCII alone, because RE2 knows fewer letters of which case makes no difference
    pattern = re.compile(together, re.IGNORECASE | re.ASCII)
    return Named(label, pattern, may_hold or relaxed(together, "i"), re.compile(needed))


_MAY_HOLD_AN_ADDRESS = "(?i:[@＠﹫]|[(（\\[]at[)）\\]])"
EMAILS = _named("e-mail", EMAIL, needed=_MAY_HOLD_AN_ADDRESS, may_hold=_MAY_HOLD_AN_ADDRESS)
# Before numbers are looked for: what a word says is better known than what digits say.
BY_WORD = (
    _named("WeChat", WECHAT, needed=_L),
    _named("QQ", QQ, needed="[qQｑＱ扣企]"),
    _named("plate", PLATE_BY_WORD, needed=_L),
    _named("travel permit", PERMIT_BY_WORD, needed="[证居pP]"),
    _named("passport", PASSPORT_BY_WORD, needed="[护pP]"),
    _named("identity number", HONG_KONG_CARD, MACAU_CARD, DOCUMENT_BY_WORD, needed=f"{_L}|[(（/]"),
)
BY_FORM = (
    _named("phone", LANDLINE_BY_WORD, SPELT_LANDLINE),
    _named("identity number", SPELT_IDENTITY),
    _named("plate", PLATE, needed=f"{_L}|使"),
    _named("passport", PASSPORT, needed="[eEgGＥＧ]"),
    _named("travel permit", PERMIT, needed="[hHmMＨＭ]"),
)
