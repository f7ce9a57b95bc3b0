"""Every two contestants on the rows both answered."""

from app.bakeoff.drawing.markup import Row, notes, part, table
from app.bakeoff.drawing.numbers import NONE, count, p_value, points, times
from app.bakeoff.drawing.sides import SAME
from app.bakeoff.report import Comparison, Report
from app.wording import say
from knowledge.schema import Language

_COLUMNS = ("first", "second", "difference", "compared_rows", "only_first", "only_second", "mcnemar", "faster")


def comparison_table(report: Report, language: Language) -> str:
    """Differences of accuracy with their intervals and tests; empty without any."""
    if not report.comparisons:
        return ""
    title = say("check.report.comparisons_title", language)
    headers = [say(f"check.report.{name}", language) for name in _COLUMNS]
    sides = {score.name: score.side for score in report.scores}
    rows = [_row(found, sides.get(found.first, ""), language) for found in report.comparisons]
    how = notes([say("check.report.comparisons_how", language)])
    return part(title, f'<div class="bog-tall">{table(headers, rows, title, "bog-pairs")}</div>', how)


def _row(found: Comparison, side: str, language: Language) -> Row:
    difference = f"{points(found.difference)} ({points(found.low)} … {points(found.high)})"
    cells = (
        found.second,
        difference,
        count(found.rows),
        count(found.only_first),
        count(found.only_second),
        p_value(found.p_value),
        _faster(found.speedup, language),
    )
    return Row(found.first, cells, side)


def _faster(speedup: float | None, language: Language) -> str:
    """Who is faster, and how many times."""
    if not speedup:
        return NONE
    most = max(speedup, 1 / speedup)
    who = "equally_fast" if most < SAME else "first_faster" if speedup > 1 else "second_faster"
    return say(f"check.report.{who}", language, times=times(most))
