"""Names that stand beside a title: 张伟先生, Mr. John Smith, Sra. Ana Costa. Of each the first character is left.

A surname alone before a title of Chinese (王先生) is what a reduced name would be, and stays. Names without a title
cannot be told from other words.
"""

from __future__ import annotations

import re

from orchestration.personal_data.characters import SPACES, alternative, relaxed

REDUCED = "某"  # stands behind the first character of a name

TITLES = "先生|女士|小姐|太太"
_TITLES_OF_TRADES = "师傅|老师|医生|律师|阿姨|同志"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛"
    "樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉"
    "骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲滕屈饶解牟艾尤阳时穆司卓古吉缪简项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗"
    "瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班原栗"
    "燕楚鄢劳谌奚皮粟冼蔺盘闻厉伊仝区郜海阚帅屠豆朴廉禹井祖漆支卿狄平计索宣晋"
)
_COMPOUND = "欧阳|司马|诸葛|上官|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|端木|独孤|南宫|长孙|宇文"
# Surnames that are common words before a name too: 向关羽先生, 和金庸先生.
_OFTEN_NO_SURNAME = "向和于由对因与让同时称为应连经被是请找给跟将把该此前当到据"
_NOT_IN_NAMES = "的位个某了着们这那些两几每各名及或与有任是不在说对向"
_WORDS = (
    "任何|许多|包括|有关|高级|高龄|安排|方便|应该|何况|连同|成年|常见|关于|明白|时候|单独|全部|全体|解释|平安|白领|白衣|单身|成功|"
    "时尚|安装|安保|包车|任课|管床|原来|支持|平时|计较|高中|区域|南方|索赔"
)
_HAN = "[\u4e00-\u9fff]"
_GAP = f"[{SPACES}]?"
_GIVEN = f"(?![{_NOT_IN_NAMES}]|{TITLES}){_HAN}"
_AS_TITLE = f"{_GAP}[（(]?(?:{TITLES})|(?:{_TITLES_OF_TRADES})"
_CHINESE = (
    f"(?P<chinese>(?:{_COMPOUND}){_GAP}{_GIVEN}(?:{_GAP}{_GIVEN})?|[{_SURNAMES}][·•]{_HAN}{{1,5}}"
    f"|(?!{_WORDS})(?![{_OFTEN_NO_SURNAME}][{_SURNAMES}]{_GAP}{_HAN}(?:{_AS_TITLE}))"
    f"[{_SURNAMES}]{_GAP}{_GIVEN}(?:{_GAP}{_GIVEN})?)(?:{_AS_TITLE})"
)

_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-Þ]", "[A-Za-zÀ-ÖØ-öø-ÿ'’-]"
_PARTICLE = "(?: (?:de|da|do|dos|das|del|la|van|von|der|bin))"
_LATIN = f"{_CAPITAL}{_SMALL}+(?:{_PARTICLE}{{0,2}} {_CAPITAL}{_SMALL}+){{0,3}}"
_NO_NAMES = (
    "(?!(?:No|Não|It|He|She|The|They|Who|And|Or|Said|Customer|Agent|Manager|Claims?|Adjuster|Analyst|Underwriter|Citizens?"
    "|Examiner|Executive|Director|Vice|VIP|IT|HR|CEO)(?![A-Za-z]))"
)
_TITLE_BEFORE = (
    "(?:Mrs?|MRS?|Ms|Miss|MISS|Mister|Madam|MADAM|Dr|Sra?|Srta|Señor|Señora|Señorita|Senhor|Senhora|Don|Doña|Dona)"
)
# In capitals these are states, companies and forms as well.
_TITLE_WITH_POINT = "(?:MS|DR|SRA?)"
_TITLED_LATIN = (
    f"(?<![A-Za-z])(?:{_TITLE_BEFORE}(?:[.．]{_GAP}|[{SPACES}])|{_TITLE_WITH_POINT}[.．]{_GAP}){_NO_NAMES}(?P<latin>{_LATIN})"
    f"|(?<![A-Za-z])(?:[Mm]rs?|[Mm]s)\\.{_GAP}(?P<small>[a-z]{{2,}})(?![A-Za-z])"
    f"|(?<![A-Za-z]){_NO_NAMES}(?P<latin_before>{_LATIN}){_GAP}(?:{TITLES})"
)
TITLED = re.compile(f"{_CHINESE}|{_TITLED_LATIN}")
MAY_HOLD_A_TITLED_NAME = relaxed(f"{_CHINESE}|{_TITLED_LATIN}")


_has_title = re.compile(
    f"{TITLES}|{_TITLES_OF_TRADES}|(?<![A-Za-z])(?:[Mm][RrSs]|[Mm]rs|M[iI]|M[aA]|D[rRo]|S[rReE])"
).search


def reduce_names(text: str) -> str:
    """The text with each name beside a title reduced to its first character and 某."""
    return TITLED.sub(_reduced, text) if _has_title(text) else text


def _reduced(match: re.Match[str]) -> str:
    first, last = match.span(alternative(match))
    before, after = match[0][: first - match.start()], match[0][last - match.start() :]
    return f"{before}{match[0][first - match.start()]}{REDUCED}{after}"
