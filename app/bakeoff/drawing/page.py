"""The whole report as one HTML file that needs nothing else."""

from pathlib import Path

from app.bakeoff.drawing.budget import budget_curve
from app.bakeoff.drawing.cascade import cascade_curve
from app.bakeoff.drawing.classes import class_table
from app.bakeoff.drawing.comparisons import comparison_table
from app.bakeoff.drawing.confusion import confusion_matrix
from app.bakeoff.drawing.disagreements import disagreements
from app.bakeoff.drawing.distillation import distillation
from app.bakeoff.drawing.latency import latency_bars
from app.bakeoff.drawing.markup import plain
from app.bakeoff.drawing.pareto import pareto
from app.bakeoff.drawing.provenance import caution, provenance, stamps, when
from app.bakeoff.drawing.scores import scores_table
from app.bakeoff.report import Report
from app.wording import say
from knowledge.schema import Language

STYLE = Path(__file__).parent / "style.css"
"""Look of every part; the app appends it to its own."""

_FIGURES = (pareto, latency_bars, budget_curve, cascade_curve, confusion_matrix)
_TABLES = (comparison_table, class_table, distillation)


def figures(report: Report, language: Language) -> str:
    """All pictures there is something to show in, side by side where there is room."""
    return f'<div class="bog-run figures">{"".join(draw(report, language) for draw in _FIGURES)}</div>'


def page(report: Report, language: Language, extra_html: str = "") -> str:
    """A complete HTML document, nothing in it fetched from elsewhere.

    Args:
        report: the report.
        language: of the wording.
        extra_html: shown below the caution about the local decoder's size, as it is: it must be safe already.
    """
    title = say("check.report.page_title", language, id=report.record.id, date=when(report.record))
    tables = "".join(write(report, language) for write in _TABLES)
    body = (
        f"<header><h1>{plain(title)}</h1>{stamps(report, language)}{caution(report, language)}</header>"
        f"{scores_table(report, language)}{figures(report, language)}{tables}{extra_html}"
        f"{provenance(report, language)}{disagreements(report, language)}"
    )
    return (
        f'<!DOCTYPE html><html lang="{"zh-CN" if language == "zh" else language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{plain(title)}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head>"
        f'<body class="bog-run bog-alone"><main>{body}</main></body></html>'
    )
