"""Reading numbers out of English and Chinese text: '22k', 'a dozen', '1.4万', '一百二十万'."""

import re
from dataclasses import dataclass

_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,9})?|\.\d{1,9}"
_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
    "hundred": 1e2, "dozen": 12.0, "w": 1e4, "十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8,
}  # fmt: skip
_SMALL = {
    word: float(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    word: float(10 * value)
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_VAGUE = {"couple": 2.0, "few": 3.0, "several": 3.0, "half": 0.5}
"""What loose words are taken for: only the order of size matters to a decision."""
_BIG = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_PLURAL = {"dozens": 24.0, "hundreds": 2e2, "thousands": 2e3, "millions": 2e6}
_HAN_DIGIT = {char: index for index, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "几": 3,
    "数": 3,
}
_HAN_UNIT = {"十": 10, "百": 100, "千": 1000}
_HAN_BIG = {"万": 10_000, "亿": 100_000_000}

_WORD = "|".join(sorted([*_SMALL, *_VAGUE, *_BIG, *_PLURAL], key=len, reverse=True))
_GPU = r"(?:[1-5]0[5-9]0|1650|1660)(?:\s?(?:Ti|Super))?"

_PATTERN = re.compile(
    rf"""
    (?P<skip>\b(?:RTX|GTX|Tesla|GeForce|Quadro|Radeon|GPT|BERT|Llama|Qwen|Gemma|Windows|Python|Word2)[\s-]?\d[\d.]*\w*
      | (?<=[张块个台卡单双])\s?{_GPU}(?![\d条篇份句封对个字,.万千])
      | (?<![A-Za-z0-9])(?<!\d[.,])\d+(?:\.\d+)?[Bb]\b
      | 第[零一二三四五六七八九十百\d]+ | [一二]手 | 二维 | 三方 | 四川 | 万一
      | 一(?:下|些|点(?!\d)|直|般|样|起|定|旦|律|致|共|并|边|会儿|步)
      | 百分之[零一二三四五六七八九十百点两\d.]+ | [一两二三四五六七八九半几]成[一二三四五六七八九半]?)
    | (?P<digits>(?<![A-Za-z0-9_])(?<!\d[.,])(?:(?<![A-Za-z]-)|(?<=\d[kKmM]-))(?:{_DIGITS}))
      (?P<scale>\s?(?:thousand|million|billion|hundred|dozen|mio|mn|bn|[kKMw])(?![A-Za-z])
        | \s?[十百千万亿]+)?
      (?P<rest>(?<=[百千万亿])\d(?![\d.,]))?(?P<more>[多余来]|\+)?(?![A-Za-z]{{0,1}}\d)
    | (?P<words>\b(?:(?:an?|the)\s+(?=dozen|hundred|thousand|million|billion|couple|few))?
        (?:{_WORD})(?:(?:[\s-]+(?:and\s+)?|(?<=couple)\s+of\s+|(?<=half)\s+(?:of\s+)?an?\s+)(?:{_WORD}))*\b)
    | (?P<han>[零〇一二两俩三四五六七八九十几数][零〇一二两俩三四五六七八九十百千万亿几]*
        (?:[多余来][百千万亿]+)?[多余来]?|上(?:[百千万亿]+))
    """,
    re.ASCII | re.VERBOSE | re.IGNORECASE,
)


_ABOUT = re.compile("[多余来]")


@dataclass(frozen=True)
class Number:
    """A number and the span it was read from."""

    value: float
    start: int
    end: int


def numbers(text: str) -> tuple[Number, ...]:
    """All numbers of a text in their order; names of graphics cards and models and percentages are left out."""
    found = []
    for match in _PATTERN.finditer(text):
        value = _value(match)
        if value is not None:
            found.append(Number(value, match.start(), match.end()))
    return tuple(found)


def _value(match: re.Match[str]) -> float | None:
    if match["digits"]:
        return _from_digits(match["digits"], (match["scale"] or "").strip(), match["rest"])
    if match["words"]:
        return _from_words(match["words"].lower())
    if match["han"]:
        return from_han(match["han"])
    return None


def _from_digits(digits: str, scale: str, rest: str | None) -> float:
    factor = _SCALES.get(scale.lower()) if scale else 1.0
    if factor is None:  # Chinese scales add up: 3百万, 1.5千万
        factor = 1.0
        for char in scale:
            factor *= _SCALES[char]
    value = float(digits.replace(",", "")) * factor
    return round(value + (int(rest) * factor / 10 if rest else 0), 6)


def _from_words(phrase: str) -> float | None:
    total, current = 0.0, 0.0
    for word in re.findall(r"[a-z]+", phrase):
        if word in _SMALL:
            current += _SMALL[word]
        elif word in _VAGUE:
            current = (current or 0.0) + _VAGUE[word]
        elif word in _BIG:
            current = (current or 1.0) * _BIG[word]
            if _BIG[word] >= 1e3:
                total, current = total + current, 0.0
        elif word in _PLURAL:
            current = _PLURAL[word]
    return total + current if phrase not in _VAGUE else None


def from_han(numeral: str) -> float | None:
    """Value of a Chinese numeral; of a span such as 五六千 or 两三 the upper end; of 一万二 12,000."""
    numeral = _ABOUT.sub("", numeral).removeprefix("上")
    if not numeral or numeral in ("几", "数", "零"):
        return None
    if len(numeral) >= 3 and all(char in _HAN_DIGIT for char in numeral):
        return float("".join(str(_HAN_DIGIT[char]) for char in numeral))
    return _sum_han(numeral)


def _sum_han(numeral: str) -> float:
    total, section, digit, last_unit = 0, 0, -1, 1
    for char in numeral:
        if char in _HAN_DIGIT:
            digit = _HAN_DIGIT[char]
            last_unit = 1 if char in "零〇" else last_unit
        elif char in _HAN_UNIT:
            section += (1 if digit < 0 else digit) * _HAN_UNIT[char]
            digit, last_unit = -1, _HAN_UNIT[char]
        else:
            section += max(digit, 0)
            total = (
                (total + (section or 1)) * _HAN_BIG[char] if char == "亿" else total + (section or 1) * _HAN_BIG[char]
            )
            section, digit, last_unit = 0, -1, _HAN_BIG[char]
    if digit > 0 and last_unit >= 100:  # 一万二 is 12,000, 一百二 is 120
        digit *= last_unit // 10
    return float(total + section + max(digit, 0))
