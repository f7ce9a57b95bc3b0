"""Numbers with units in English and Chinese text: time, rates, lengths and percentages."""

import re
from dataclasses import dataclass
from typing import Literal

from app.understanding.numerals import Number, from_han, numbers

Unit = Literal["ms", "items/day", "tokens", "%"]

TOKENS_PER_PAGE = 600
TOKENS_PER_WORD = 4 / 3
"""Usual rate of English subword tokenisers."""

_FLAGS = re.ASCII | re.IGNORECASE | re.VERBOSE
_MILLISECONDS = {"ms": 1.0, "s": 1e3, "min": 6e4, "h": 3.6e6}
_PER_DAY = {"s": 86_400.0, "min": 1_440.0, "h": 24.0, "d": 1.0, "week": 1 / 7, "2weeks": 1 / 14, "month": 1 / 30,
            "year": 1 / 365}  # fmt: skip

_TIME_AFTER = re.compile(
    r"""[\s-]*(?:(?P<ms>ms\b|msec\b|milli-?secs?\b|milli-?seconds?\b|millis\b|毫秒)
    |(?P<s>s\b|secs?\b|seconds?\b|秒)|(?P<min>mins?\b|minutes?\b|分钟)|(?P<h>hours?\b|hrs?\b|小时|钟头))""",
    _FLAGS,
)
_TIME_WORDS = re.compile(
    r"""(?P<half>\bhalf\s+an?\s+|半个?)(?:(?P<half_s>second\b|秒)|(?P<half_min>minute\b|分钟)|(?P<half_h>hour\b|小时))
    |\b(?:within|under|in|than|about|of|below|sub|inside)[\s-]+(?:an?[\s-]+|the\s+)?(?P<one>second|minute)\b
    |\bsub-?(?P<sub>second)\b""",
    _FLAGS,
)
_PER_WORD = r"""(?:(?P<s>seconds?|secs?)|(?P<min>minutes?|min)|(?P<h>hours?|hr)
    |(?P<d>days?|nights?|evenings?|mornings?|afternoons?|weekdays?|workdays?|shifts?)|(?P<week>weeks?|weekends?)
    |(?P<_2weeks>fortnights?)|(?P<month>months?)|(?P<year>years?|annum))\b(?!\s+(?:ago|old|later|now)\b)"""
_KIND_OF_TIME = (
    r"(?:(?:normal|typical|usual|average|busy|good|bad|quiet|peak|working|business|single|school|calendar)\s+)?"
)
_RATE_AFTER = re.compile(
    rf"""(?:\b(?:per|(?<!\bfor\s)(?<!\bin\s)(?<!\bwithin\s)(?<!\bafter\s)(?<!\bthan\s)(?<!\bonce\s)an?|every|each
        |(?:on|in|during)\s+(?:an?|most|the|our)(?:\s+(?:very|really))?)\s+|/\s?)
      {_KIND_OF_TIME}{_PER_WORD}
    |\b(?:(?P<daily>daily|nightly|overnight)|(?P<weekly>weekly)|(?P<monthly>monthly)|(?P<hourly>hourly)|(?P<yearly>yearly|annually))\b
    |\b(?P<tps>[tqr]ps|req/s|/s)\b
    |(?:每|一个?|/)\s?(?:(?P<zs>秒)|(?P<zmin>分钟|分)|(?P<zh>小时)|(?P<zd>天|日|晚上?|夜|宿)|(?P<zweek>周|星期|礼拜)
      |(?P<zmonth>个?月)|(?P<zyear>年))""",
    _FLAGS,
)
_RATE_BEFORE = re.compile(
    rf"""\b(?:(?:per|every|each|(?:on|in|during)\s+(?:an?|most)(?:\s+(?:very|really))?)\s+{_KIND_OF_TIME}|
      (?:an?|the)\s+(?:normal|typical|usual|average|busy|good|bad|quiet|peak|working|business)\s+){_PER_WORD}
    |\b(?:(?P<daily>daily|nightly)|(?P<weekly>weekly)|(?P<monthly>monthly)|(?P<hourly>hourly)|(?P<yearly>yearly|annually))\b
    |(?:平均|日均|月均)?(?:每|一)个?(?:(?P<zs>秒)|(?P<zmin>分钟)|(?P<zh>小时)|(?P<zd>天|日|晚上?|夜|宿)|(?P<zweek>周|星期|礼拜)
      |(?P<zmonth>月)|(?P<zyear>年))
    |(?P<zdaily>日均|日增|日活|单日|天天|当天|夜里|晚上|今天一天)|(?P<zmonthly>月均|每月)|(?P<zyearly>年均)""",
    _FLAGS,
)
_UNIT_OF = {
    "daily": "d", "weekly": "week", "monthly": "month", "hourly": "h", "yearly": "year", "tps": "s",
    "_2weeks": "2weeks", "zs": "s", "zmin": "min", "zh": "h", "zd": "d", "zweek": "week", "zmonth": "month",
    "zyear": "year", "zdaily": "d", "zmonthly": "month", "zyearly": "year",
}  # fmt: skip
_BREAK = re.compile(r"[.!?;:。！？；](?!\d)")
_BREAK_HAN = re.compile(r"[.!?;:,。！？；：，、](?!\d)")
_NOT_ITEMS = re.compile(
    r"[\s-]*(?:%|percent\b|per\s?cent\b|ms\b|[GMT]B\b|G\b|毫秒|秒|小时|分钟|天|[€$£元]|块钱|[位名]"
    r"|euros?\b|dollars?\b|usd\b|eur\b|hours?\b"
    r"|(?:people|persons?|students|volunteers|analysts?|engineers?|developers?|experts?|editors?|staff|interns?)\b)",
    re.ASCII | re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:EUR|USD|GBP|RMB|CNY|CHF)\s?)$", re.IGNORECASE)
_LENGTH_AFTER = re.compile(
    r"[\s-]*(?:(?P<tokens>tokens?\b|toks?\b|个?\s?tokens?)|(?P<pages>pages?\b|页)|(?P<words>words?\b)|(?P<chars>个?(?:汉字|字符|字)))",
    re.ASCII | re.IGNORECASE,
)
_TOKENS = {"tokens": 1.0, "pages": float(TOKENS_PER_PAGE), "words": TOKENS_PER_WORD, "chars": 1.0}
_PERCENT = re.compile(
    r"""(?P<digits>\d+(?:\.\d+)?)\s?(?:%|percent\b|per\s?cent\b|个点)
    |(?P<in_ten>nine|eight|seven|six|9|8|7|6)\s+(?:in|out\s+of|of)\s+(?:every\s+)?(?:ten|10)\b
    |百分之(?P<han>[零一二三四五六七八九十百点两\d.]+)
    |(?P<tenths>[一二两三四五六七八九半几])成(?P<hundredths>[一二三四五六七八九半])?""",
    _FLAGS,
)


@dataclass(frozen=True)
class Quantity:
    """A value in its unit, and the span it was read from."""

    value: float
    unit: Unit
    start: int
    end: int


def durations(text: str, found: tuple[Number, ...] | None = None) -> tuple[Quantity, ...]:
    """Lengths of time, in milliseconds."""
    result = []
    for number in numbers(text) if found is None else found:
        if unit := _TIME_AFTER.match(text, number.end):
            value = number.value * _MILLISECONDS[str(unit.lastgroup)]
            result.append(Quantity(value, "ms", number.start, unit.end()))
    for match in _TIME_WORDS.finditer(text):
        if not any(quantity.start < match.end() and match.start() < quantity.end for quantity in result):
            result.append(Quantity(_worded_time(match), "ms", match.start(), match.end()))
    return tuple(sorted(result, key=lambda quantity: quantity.start))


def _worded_time(match: re.Match[str]) -> float:
    if match["half"]:
        return _MILLISECONDS["s" if match["half_s"] else "min" if match["half_min"] else "h"] / 2
    return _MILLISECONDS["min" if match["one"] and match["one"].lower() == "minute" else "s"]


def rates(text: str, found: tuple[Number, ...] | None = None) -> tuple[Quantity, ...]:
    """Amounts per time, in items a day; weeks count 7 days, months 30, years 365.

    Durations, percentages, sizes of memory and money are no items. The span runs from the number to the words
    of time, whichever comes first.
    """
    known = numbers(text) if found is None else found
    result = []
    for index, number in enumerate(known):
        following = known[index + 1].start if index + 1 < len(known) else len(text)
        preceding = known[index - 1].end if index else 0
        if _NOT_ITEMS.match(text, number.end) or _MONEY_BEFORE.search(text, max(0, number.start - 5), number.start):
            continue
        if rate := _rate_after(text, number, following) or _rate_before(text, number, preceding):
            result.append(rate)
    return tuple(result)


def _rate_after(text: str, number: Number, following: int) -> Quantity | None:
    match = _RATE_AFTER.search(text, number.end, min(len(text), number.end + 80))
    if match is None or match.start() > following or (following < match.end() and following != match.start()):
        return None
    gap = text[number.end : match.start()]
    if match.group().startswith("一") and len(gap) > 4:  # 八千条一天, but not 编辑能抽查一周
        return None
    if not _one_phrase(gap, 9, 8) or re.search(r"\b(?:each|and|but|which)\s*$", gap):
        return None
    return Quantity(number.value * _factor(match), "items/day", number.start, match.end())


def _rate_before(text: str, number: Number, preceding: int) -> Quantity | None:
    matches = list(_RATE_BEFORE.finditer(text, max(0, number.start - 60), number.start))
    if not matches or matches[-1].end() < preceding - 1:
        return None
    match = matches[-1]
    if number.value < 2 and text[number.start] == "一":  # 一张, 一台: an article, no amount
        return None
    gap = text[match.end() : number.start]
    if not _one_phrase(re.sub(r"[,:，：]", " ", gap, count=1), 8, 12):
        return None
    return Quantity(number.value * _factor(match), "items/day", match.start(), number.end)


def _one_phrase(gap: str, words: int, chars: int) -> bool:
    """Whether text between a number and its time is short enough, in words or in Han characters, to belong to both."""
    if re.search(r"[\u3400-\u9fff]", gap):
        return not _BREAK_HAN.search(gap) and len(re.findall(r"[\u3400-\u9fff]|\w+", gap, re.ASCII)) <= chars
    return not _BREAK.search(gap) and "," not in gap and len(gap.split()) <= words


def _factor(match: re.Match[str]) -> float:
    unit = next(name for name, value in match.groupdict().items() if value)
    return _PER_DAY[_UNIT_OF.get(unit, unit)]


def lengths(text: str, found: tuple[Number, ...] | None = None) -> tuple[Quantity, ...]:
    """Lengths of text, in tokens: 600 a page, 4/3 a word, 1 a Chinese character."""
    result = []
    for number in numbers(text) if found is None else found:
        if unit := _LENGTH_AFTER.match(text, number.end):
            value = number.value * _TOKENS[str(unit.lastgroup)]
            result.append(Quantity(value, "tokens", number.start, unit.end()))
    return tuple(result)


def percentages(text: str) -> tuple[Quantity, ...]:
    """Shares in percent, 'nine in ten' and 九成五 included."""
    return tuple(Quantity(_percent(match), "%", match.start(), match.end()) for match in _PERCENT.finditer(text))


def _percent(match: re.Match[str]) -> float:
    if match["digits"]:
        return float(match["digits"])
    if match["in_ten"]:
        return 10 * (numbers(match["in_ten"])[0].value)
    if match["han"]:
        whole, _, part = match["han"].partition("点")
        value = float(whole) if whole.replace(".", "").isdigit() else from_han(whole) or 0.0
        return value + (from_han(part) or 0.0) / 10 if part else value
    tenths = 0.5 if match["tenths"] == "半" else from_han("零" + match["tenths"]) or 0.0
    rest = match["hundredths"]
    return 10 * tenths + (5.0 if rest == "半" else (from_han(rest) or 0.0) if rest else 0.0)
