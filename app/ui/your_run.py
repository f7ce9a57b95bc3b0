"""The stamp of a run on the prediction it tested, in HTML."""

from html import escape

from app.answering.runs import named_run, reason, sized
from app.bakeoff.drawing.markup import Row, table
from app.bakeoff.drawing.numbers import interval, money, number
from app.bakeoff.summary import Measured, RunSummary
from app.wording import say
from knowledge.schema import Language

PLACE = "evidence-run"
"""Id of the stamp: links to it open its figures, as those to passages do."""
ICONS = {"held": "✓", "failed": "✗", "undecided": "?"}
_COLUMNS = ("contestant", "accuracy", "p50", "usd")


def stamp_html(run: RunSummary, language: Language) -> str:
    """Outcome and reason in words with an icon, and the run with its figures to unfold."""
    outcome = say(f"check.outcome.{run.outcome}", language)
    return (
        f'<div class="bog-outcome bog-{run.outcome}" id="{PLACE}">'
        f'<strong><span aria-hidden="true">{ICONS[run.outcome]}</span> {outcome}</strong> '
        f"<span>{escape(reason(run, language))}</span>"
        f"<details><summary>{escape(named_run(run, language))}</summary>{_figures(run, language)}</details></div>"
    )


def _figures(run: RunSummary, language: Language) -> str:
    sides = {side.name: side for side in (run.ours, run.rival, run.better) if side}
    if not sides:
        return f"<p>{say('check.your_run.not_compared', language)}</p>"
    headers = [say(f"check.your_run.{name}", language) for name in _COLUMNS]
    rows = [_row(side, language) for side in sides.values()]
    return f'<div class="bog-run">{table(headers, rows, say("check.your_run.figures", language))}</div>'


def _row(side: Measured, language: Language) -> Row:
    cells = (interval(side.accuracy), number(side.ms_p50), money(side.usd_per_million))
    return Row(sized(side, language), cells, side.side)
