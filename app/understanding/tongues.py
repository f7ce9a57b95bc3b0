"""Which languages a question names, as codes."""

import re
from pathlib import Path

import yaml

from app.understanding.profile import Fact

_TABLE: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("tongues.yaml").read_text(encoding="utf-8")
)
_CODE_OF = {name.lower(): code for code, names in _TABLE["names"].items() for name in names}
_SHORT = {char: str(code) for char, code in _TABLE["short"].items()}
_HAN = re.compile(r"[\u3400-\u9fff]")


def _longest_first(names: list[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_HAN_NAMES = [name for name in _CODE_OF if _HAN.search(name)]
_LATIN_NAMES = [name for name in _CODE_OF if not _HAN.search(name)]
_NAMES = re.compile(rf"\b(?:{_longest_first(_LATIN_NAMES)})\b|{_longest_first(_HAN_NAMES)}", re.ASCII | re.IGNORECASE)
_NOT_LANGUAGE = re.compile(r"\s+(?:restaurants?|food|cuisine|wine|history|law|embassy|company|market|government)\b")
_RULED_OUT = re.compile(r"(?:\bnot|\binstead of|\brather than|不是|而不是|不要|不再是?|别)\s*$", re.IGNORECASE)
_CHARS = "".join(_SHORT)
_COUNT = "[一二三四五六七八九十两\\d]"
_LIST = re.compile(rf"(?:[{_CHARS}][、/]){{1,8}}[{_CHARS}]{_COUNT}?(?=种|语|文|双语|互译)")
_INTO = re.compile(rf"([{_CHARS}])文?(?:译|翻)(?:成|到)?([{_CHARS}])(?!文章)")
_PAIR = re.compile(r"[中汉]英(?:文|双语|对照|混)")


def languages(text: str) -> Fact | None:
    """Codes of the languages a text names, in their order; None when it names none."""
    found = sorted({*_named(text), *_abbreviated(text)})
    if not found:
        return None
    codes = tuple(dict.fromkeys(code for _, code in found))
    first, last = found[0][0], found[-1][0]
    return Fact(codes, text[first : min(last + 12, first + 60)].strip(), 0.9)


def code_of(name: str) -> str | None:
    """The code of one language by its full name, or the name itself where it has the form of a code."""
    code = name.lower()
    return _CODE_OF.get(code) or (code if re.fullmatch("[a-z]{2,3}", code) else None)


def _named(text: str) -> list[tuple[int, str]]:
    """Places and codes of full names; in Latin script a name has a capital, so that 'polish' is no language."""
    return [
        (match.start(), _CODE_OF[match.group().lower()])
        for match in _NAMES.finditer(text)
        if not match.group()[0].islower()
        and not _RULED_OUT.search(text, max(0, match.start() - 14), match.start())
        and not _NOT_LANGUAGE.match(text, match.end())
    ]


def _abbreviated(text: str) -> list[tuple[int, str]]:
    """Places and codes of single characters: 中译英, 中、英、越三种."""
    found = [
        (match.start() + index, _SHORT[char])
        for match in (*_LIST.finditer(text), *_PAIR.finditer(text))
        for index, char in enumerate(match.group())
        if char in _SHORT
    ]
    pairs = [(match.start(group), _SHORT[match.group(group)]) for match in _INTO.finditer(text) for group in (1, 2)]
    return found + pairs
