"""Which language a message is written in."""

import re

from knowledge.schema import Language

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[^\W\d_]+")

HAN_SHARE = 0.25
"""Share of Han characters among words and Han characters from which a text counts as Chinese.

Chinese questions are full of English terms, so terms count as one unit each, and a quarter is enough.
"""


def language_of(text: str) -> Language:
    """``zh`` when Han characters carry the text, mixed sentences included; ``en`` otherwise, even when empty."""
    han = len(_HAN.findall(text))
    words = len(_LATIN.findall(_HAN.sub(" ", text)))
    return "zh" if han and han / (han + words) >= HAN_SHARE else "en"
