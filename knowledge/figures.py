"""Reads the figures out of a sentence, in both languages."""

import re

_FIGURE = re.compile(
    # Not what belongs to a name: GPT-2, MiniLM-L6, nDCG@10, [A1.3].
    r"(?<![A-Za-z0-9._@])(?<![A-WYZa-wyz]-)(\d[\d,]*(?:\.\d+)?)\s*"
    r"(thousand|million|billion|trillion|万|亿|[KMBT](?![A-Za-z]))?"
)
_SCALE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "万": 1e4, "亿": 1e8}
_SCALE |= {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


def figures(text: str) -> frozenset[float]:
    """Values of the figures that stand free of a name, scale words and suffixes multiplied out.

    Figures written in words ("twelve", "half", "十倍") are not read.
    """
    found = _FIGURE.findall(text)
    return frozenset(round(float(digits.replace(",", "")) * _SCALE.get(scale, 1), 6) for digits, scale in found)
