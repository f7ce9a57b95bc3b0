"""Names beside points, moved up or down until none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.bakeoff.drawing.svg import BOTTOM, LEFT, RIGHT, TOP, line, text

_HIGH = 13.0
"""Height of a line of text, in units of the drawing."""
_AWAY = 9.0
"""From a point to its name."""


@dataclass(frozen=True)
class Label:
    """A name for the point at ``x``, ``y``."""

    x: float
    y: float
    words: str
    side: str
    leader: bool = True
    """Whether a line leads to the point when the name had to move."""


@dataclass(frozen=True)
class _Box:
    left: float
    right: float
    middle: float

    def covers(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right and abs(self.middle - other.middle) < _HIGH


def width(words: str) -> float:
    """About how wide a text is at 11.5 px, a Chinese character counting double."""
    return sum(11.8 if east_asian_width(character) in "WF" else 6.2 for character in words)


def trimmed(words: str, most: float) -> str:
    """The text, cut in its middle where it is wider than ``most``: alike names often differ in their end."""
    if width(words) <= most:
        return words
    keep = len(words)
    while keep > 2 and width(_ends(words, keep)) > most:
        keep -= 1
    return _ends(words, keep)


def _ends(words: str, keep: int) -> str:
    """So many characters of both ends together."""
    return f"{words[: (keep + 1) // 2].rstrip()}…{words[len(words) - keep // 2 :].lstrip()}"


def place(labels: Sequence[Label]) -> str:
    """All labels, each as near to its point as those before it allow; moved ones get a line to their point."""
    taken = [_Box(label.x - 6, label.x + 6, label.y) for label in labels]
    drawn = []
    for label in labels:
        box = _free(label, taken)
        taken.append(box)
        drawn.append(_drawn(label, box))
    return "".join(drawn)


def _free(label: Label, taken: Sequence[_Box]) -> _Box:
    """On the point's height, else lower and higher in turn; to its right before its left."""
    steps = [sign * step * _HIGH for step in range(20) for sign in (1, -1)]
    tries = [box for step in steps for box in _beside(label, label.y + step)]
    inside = [box for box in tries if TOP - 4 <= box.middle <= BOTTOM - 4] or tries
    return next((box for box in inside if not any(box.covers(other) for other in taken)), inside[0])


def _beside(label: Label, middle: float) -> list[_Box]:
    """Right and left of the point, where there is room; across it where there is none."""
    wide = width(label.words)
    right = _Box(label.x + _AWAY, label.x + _AWAY + wide, middle)
    left = _Box(label.x - _AWAY - wide, label.x - _AWAY, middle)
    fitting = [box for box in (right, left) if box.left >= LEFT and box.right <= RIGHT]
    return fitting or [_Box(RIGHT - wide, RIGHT, middle)]


def _drawn(label: Label, box: _Box) -> str:
    x, anchor = (box.left, "start") if box.left > label.x else (box.right, "end")
    name = text(f"name side-{label.side}", x, box.middle + 4, label.words, anchor)
    moved = label.leader and abs(box.middle - label.y) > _HIGH
    return (_leader(label, box) if moved else "") + name


def _leader(label: Label, box: _Box) -> str:
    nearest = min(max(label.x, box.left), box.right)
    return line("leader", label.x, label.y, nearest, box.middle + (6 if box.middle < label.y else -6))
