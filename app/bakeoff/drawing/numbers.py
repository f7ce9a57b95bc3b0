"""Figures as people read them: shares in percent, differences in points, all else to three digits that count."""

from math import floor, log10

from app.bakeoff.report import Interval
from app.wording import say
from knowledge.schema import Language

NONE = "–"
"""Stands where there is nothing to show."""


def share(value: float | None) -> str:
    """A share from 0 to 1 in a sentence: ``91.2%``."""
    return NONE if value is None else f"{value:.1%}"


def percent(value: float | None) -> str:
    """A share from 0 to 1 in a table whose header has the unit: ``91.2``."""
    return NONE if value is None else f"{100 * value:.1f}"


def interval(value: Interval | None) -> str:
    """A share and its 95% interval in percent: ``91.2 (88.0–94.1)``."""
    return NONE if value is None else f"{percent(value.value)} ({percent(value.low)}–{percent(value.high)})"


def money(value: float | None) -> str:
    """Dollars, to the cent where that tells enough: ``0.10``, ``1,234``."""
    return number(value) if value is None or value < 0.1 or value >= 100 else f"{value:.2f}"


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign: ``+4.0``."""
    rounded = round(100 * difference, 1)
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0.0"


def number(value: float | None) -> str:
    """Any amount from 0 on, to three digits, with thousands separators: ``0.42``, ``12.3``, ``1,234``."""
    if value is None:
        return NONE
    if value < 0.001:
        return "0" if value == 0 else "<0.001"
    decimals = max(0, 2 - floor(log10(value)))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if value < 1 else text


def count(value: int) -> str:
    """A whole number with thousands separators."""
    return f"{value:,}"


def times(ratio: float) -> str:
    """How many times as much, from 1 on: ``1.5``, ``20``."""
    return f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"


def p_value(value: float) -> str:
    """A probability to three places."""
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def tick(value: float) -> str:
    """A round value on an axis: ``0.1``, ``20``, ``5,000``."""
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"


def size(params_m: float | None, language: Language, side: str = "") -> str:
    """How big a model is: ``135M parameters``; a baseline of unknown size has no model to speak of."""
    if params_m is None:
        return say("check.report.no_model" if side == "baseline" else "check.report.size_unknown", language)
    return say("check.report.size", language, size=short_size(params_m))


def short_size(params_m: float) -> str:
    """Parameters, shorter: ``0.5M``, ``135M``, ``8.03B``."""
    if params_m >= 1000:
        return f"{params_m / 1000:.3g}B"
    return f"{params_m:.0f}M" if params_m >= 1 else f"{params_m:.2g}M"
