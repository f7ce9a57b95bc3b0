"""Scales, ticks and axes of the pictures, drawn as SVG in units that are pixels at 480 wide."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from app.bakeoff.drawing.markup import plain

WIDTH, HEIGHT = 480, 310
LEFT, RIGHT, TOP, BOTTOM = 48, 468, 14, 262
"""Edges of the plotted area."""


@dataclass(frozen=True)
class Scale:
    """From a value to a place in the drawing; logarithmic where asked, then all values are above 0."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Place of a value, rounded to a tenth."""
        bend: Callable[[float], float] = log10 if self.log else float
        part = (bend(value) - bend(self.low)) / (bend(self.high) - bend(self.low))
        return round(self.start + part * (self.end - self.start), 1)


@dataclass(frozen=True)
class Axis:
    """A scale, what is written beside it, and its name with the unit."""

    scale: Scale
    ticks: Sequence[tuple[float, str]]
    title: str


def log_scale(values: Sequence[float], start: float, end: float) -> Scale:
    """A logarithmic scale over values above 0, with room at both ends."""
    low, high = min(values), max(values)
    room = max((high / low) ** 0.08, 1.3)
    return Scale(low / room, high * room, start, end, log=True)


def log_ticks(scale: Scale) -> list[float]:
    """Powers of ten within the scale, with 2 and 5 between them where there would be fewer than three."""
    decades = range(floor(log10(scale.low)), ceil(log10(scale.high)) + 1)
    within = [10.0**power for power in decades if scale.low <= 10.0**power <= scale.high]
    if len(within) >= 3:
        return within
    finer = [step * 10.0**power for power in decades for step in (1, 2, 5)]
    return [value for value in finer if scale.low <= value <= scale.high]


def share_scale(values: Sequence[float], start: float, end: float) -> Scale:
    """A linear scale over shares, widened to whole tenths within 0 and 1."""
    low = max(0.0, floor(10 * min(values) - 0.2) / 10)
    high = min(1.0, ceil(10 * max(values) + 0.2) / 10)
    return Scale(low, high, start, end)


def share_axis(values: Sequence[float], title: str) -> Axis:
    """The upright axis of a picture of shares, in percent."""
    scale = share_scale(values, BOTTOM, TOP)
    step = 0.05 if scale.high - scale.low < 0.35 else 0.1 if scale.high - scale.low < 0.65 else 0.2
    first, last = ceil(scale.low / step - 0.01), floor(scale.high / step + 0.01)
    return Axis(scale, [(step * turn, f"{100 * step * turn:.0f}") for turn in range(first, last + 1)], title)


def drawing(told: str, content: Iterable[str], height: float = HEIGHT, width: float = WIDTH) -> str:
    """A picture; ``told`` is what it shows, for those who cannot see it."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" style="max-width: {1.35 * width:.0f}px" role="img" '
        f'aria-label="{plain(told)}">{"".join(content)}</svg>'
    )


def axes(x: Axis, y: Axis) -> str:
    """The frame, a line for each tick of ``y``, and both axes' ticks and names."""
    return "".join([*(_across(y, *tick) for tick in y.ticks), *(_below(x, *tick) for tick in x.ticks), *_titles(x, y)])


def _across(axis: Axis, value: float, name: str) -> str:
    place = axis.scale(value)
    return line("grid", LEFT, place, RIGHT, place) + text("tick", LEFT - 6, place + 4, name, "end")


def _below(axis: Axis, value: float, name: str) -> str:
    place = axis.scale(value)
    return line("grid", place, BOTTOM, place, BOTTOM + 4) + text("tick", place, BOTTOM + 17, name, "middle")


def _titles(x: Axis, y: Axis) -> tuple[str, str]:
    middle = (TOP + BOTTOM) / 2
    turned = f' transform="rotate(-90 12 {middle:g})"'
    return (
        text("axis", (LEFT + RIGHT) / 2, BOTTOM + 40, x.title, "middle"),
        text("axis", 12, middle, y.title, "middle", turned),
    )


def line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line."""
    return f'<line class="{kind}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def path(kind: str, places: Sequence[tuple[float, float]], closed: bool = False) -> str:
    """A line through places, or the area within them."""
    joined = " ".join(f"{x:g},{y:g}" for x, y in places)
    return f'<{"polygon" if closed else "polyline"} class="{kind}" points="{joined}"/>'


def dot(kind: str, x: float, y: float, told: str, radius: float = 5) -> str:
    """A point, and what is said when one rests on it."""
    return f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{radius:g}"><title>{plain(told)}</title></circle>'


def text(kind: str, x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    """A line of text."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}"{more}>{plain(words)}</text>'
