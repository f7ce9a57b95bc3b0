"""Lists of alternatives or parts, and how many items they have: 'ok / mask / kick', 抽时间、地点和原因."""

import re

from app.understanding.cues import find
from app.understanding.profile import Fact

_ITEM = r"(?:[A-Za-z][\w'-]*(?: [A-Za-z][\w'-]*)?|[\u3400-\u9fff]{1,6})"
_SLASHED = re.compile(rf"(?<![\w/.:]){_ITEM}(?:\s?/\s?{_ITEM}){{1,14}}(?![\w/])", re.ASCII)
_HAN_ITEM = r"[^,，。;；、:：\s]"
_CHOICE = re.compile(rf"{_HAN_ITEM}{{1,10}}(?:、{_HAN_ITEM}{{1,10}}){{1,12}}(?:还是|或者?){_HAN_ITEM}{{1,8}}")
_PARTS = re.compile(
    r"(?:抽取?|提取|标出|标|切|拆|分|区分|认出|识别|找出)(?:出|成|为)?"
    rf"{_HAN_ITEM}{{1,8}}(?:、{_HAN_ITEM}{{1,8}}){{1,14}}(?:和{_HAN_ITEM}{{1,6}})?"
)
_WORDS = r"(?:[a-z-]+ ){0,2}[a-z-]+"
_NAMED = re.compile(
    r"(?:\b(?:mark|extract|pull out|tag|highlight|find|need|get|want|read off|as|into|is|either)|:)\s+"
    rf"(?P<list>{_WORDS}(?:, {_WORDS}){{1,10}}(?P<comma>,?) (?:and|or) (?:[a-z-]+ )?[a-z-]+)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:severity|scale|rubric|grades?|scores?|ratings?|stars|levels?|points)\D{0,14}(?P<low>\d)\s?(?:-|–|to)\s?(?P<high>\d)\b"
    r"|(?<!\d)(?P<from>\d)\s?(?:[-–~到至]|to)\s?(?P<till>\d)\s?(?:分|级|星|points?\b|stars?\b|scale\b)",
    re.IGNORECASE | re.ASCII,
)
_JOIN = re.compile("还是|或者?|和")


def listed_classes(text: str) -> Fact | None:
    """The steps of a scale, or the items of the first list that names classes or fields; None without either."""
    if scale := _SCALE.search(text):
        low, high = int(scale["low"] or scale["from"]), int(scale["high"] or scale["till"])
        if low < high:
            return Fact(high - low + 1, scale.group(), 0.8)
    for match in _SLASHED.finditer(text):
        if not find("classes.list_stop", match.group()):
            return Fact(match.group().count("/") + 1, match.group(), 0.7)
    if listed := _CHOICE.search(text) or _PARTS.search(text):
        return Fact(listed.group().count("、") + 1 + len(_JOIN.findall(listed.group())), listed.group(), 0.65)
    if named := _NAMED.search(text):
        return Fact(named["list"].count(",") + (1 if named["comma"] else 2), named.group(), 0.6)
    return None
