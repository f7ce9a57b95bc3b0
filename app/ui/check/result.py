"""A finished or cancelled run as it is held and shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from app.bakeoff.advice import advised
from app.bakeoff.bundle import Setup
from app.bakeoff.drawing.budget import budget_curve
from app.bakeoff.drawing.cascade import cascade_curve
from app.bakeoff.drawing.classes import class_table
from app.bakeoff.drawing.comparisons import comparison_table
from app.bakeoff.drawing.distillation import distillation
from app.bakeoff.drawing.latency import latency_bars
from app.bakeoff.drawing.pareto import pareto
from app.bakeoff.drawing.provenance import caution, provenance, stamps
from app.bakeoff.drawing.scores import scores_table
from app.bakeoff.drawing.sides import encoder, measured
from app.bakeoff.reading.rows import Rows
from app.bakeoff.record import Record
from app.bakeoff.report import Prices, Report
from app.ui.check import rowtable
from app.ui.check.progress import duration
from app.ui.conversation import Book
from app.ui.note import note_html
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Choice, Language

_FIGURES = (pareto, latency_bars, budget_curve, cascade_curve)
_TABLES = (distillation, comparison_table, class_table, provenance)


@dataclass(frozen=True)
class Advice:
    """The recommendation a run is held against."""

    choice: Choice
    says: tuple[tuple[Language, str], ...] = ()
    """What it predicts, in the languages it was said in; empty where it predicts nothing."""
    task: str | None = None
    """The task it was given for."""
    of_rules: bool = False
    """Whether it was read off the table, because no conversation had given any."""

    def prediction(self, language: Language) -> str:
        """What it predicts, in that language if it was said in it."""
        said = dict(self.says)
        return said.get(language) or next(iter(said.values()), "")


@dataclass(frozen=True)
class Held:
    """A run as the visit keeps it: in memory alone."""

    report: Report
    """With the labels as they stand, the reader's corrections included."""
    original: Record
    """As it ran."""
    setup: Setup
    advice: Advice | None

    @property
    def changed(self) -> int:
        """How many labels the reader has changed."""
        return rowtable.changed(self.report.record, self.original)

    def at(self, prices: Prices) -> "Held":
        """With everything computed for other prices."""
        return self._with(self.report.record, prices)

    def relabelled(self, labels: dict[int, str]) -> "Held":
        """With other labels, by line; each one of the classes."""
        record = self.report.record
        for line, label in labels.items():
            record = record.relabelled(line, label)
        return self._with(record, self.report.prices)

    def reset(self) -> "Held":
        """With the labels it ran with."""
        return self._with(self.original, self.report.prices)

    def _with(self, record: Record, prices: Prices) -> "Held":
        from app.bakeoff.reporting import report  # brings scipy, which the page must not wait for

        return replace(self, report=report(record, prices))


def held(record: Record, prices: Prices, setup: Setup, advice: Advice | None) -> Held:
    """A run that has just ended."""
    from app.bakeoff.reporting import report

    return Held(report(record, prices), record, setup, advice)


def advice_of(book: Book) -> Advice | None:
    """The last recommendation of the open conversation."""
    lines = [turn.line for turn in reversed(book.opened().turns)]
    line = next((line for line in lines if line and line.verdict), None)
    if line is None or line.verdict is None:
        return None
    says = ((line.lang, line.prediction),) if line.prediction else ()
    return Advice(line.verdict, says, line.profile.get("task"))


def advice_for(rows: Rows, knowledge: Knowledge) -> Advice | None:
    """What the rules advise for a table, where no conversation has said more about the task."""
    verdict = advised(rows, knowledge, "en")
    if verdict.choice is None:
        return None
    told = verdict.prediction
    says = tuple((language, told.get(language)) for language in LANGUAGES) if told else ()
    return Advice(verdict.choice, says, "pair" if rows.pairs else "classification", of_rules=True)


def finished_html(kept: Held, language: Language) -> str:
    """That the run is through or was cut short, and how long it took."""
    record = kept.original
    key = "check.tab.finished" if record.complete else "check.tab.cut_short"
    return note_html(say(key, language, time=duration(record.seconds, language), rows=len(record.asked)))


def partial_html(record: Record, prices: Prices, language: Language) -> str:
    """The scores so far, while a run goes on."""
    from app.bakeoff.reporting import report

    return scores_table(report(record, prices), language)


def result_html(kept: Held, language: Language) -> str:
    """What became of the advice, the scores and the pictures."""
    report = kept.report
    pictures = "".join(draw(report, language) for draw in _FIGURES)
    return (
        f"{outcome_html(kept, language)}{stamps(report, language)}{scores_table(report, language)}"
        f'{caution(report, language)}<div class="bog-run figures">{pictures}</div>'
    )


def tables_html(report: Report, language: Language) -> str:
    """What is looked up rather than read: distillation, pairs, classes, where the rows come from."""
    return "".join(write(report, language) for write in _TABLES)


def outcome_html(kept: Held, language: Language) -> str:
    """Whether the advice held, with an icon and a word; what to do where there is none to test."""
    from app.bakeoff.judge import judge

    if kept.advice is None:
        return f'<p class="bog-outcome">{say("check.no_advice", language)}</p>'
    judged = judge(kept.report, kept.advice.choice)
    source = "check.tab.rules_advise" if kept.advice.of_rules else "check.verdict"
    told = say(source, language, choice=say(f"choice.{kept.advice.choice}", language))
    icon = {"held": "✓", "failed": "✗", "undecided": "?"}[judged.outcome]
    outcome, why = say(f"check.outcome.{judged.outcome}", language), say(f"check.reason.{judged.reason}", language)
    return (
        f'<div class="bog-outcome bog-{judged.outcome}" role="status">'
        f"<p>{escape(told)} {escape(kept.advice.prediction(language) or '–')}</p>"
        f'<strong><span aria-hidden="true">{icon}</span> {escape(outcome)}</strong> <span>{escape(why)}</span></div>'
    )


def contestants(report: Report) -> list[tuple[str, str]]:
    """Names and keys of those a confusion matrix can be drawn for."""
    return [(score.name, score.key) for score in measured(report)]


def first_matrix(report: Report, wanted: Any) -> str | None:
    """Whose confusion matrix to show: who is wanted if measured, else the encoder, else anyone."""
    keys = [key for _, key in contestants(report)]
    usual = encoder(report)
    return next((key for key in (wanted, usual.key if usual else None, *keys) if key in keys), None)


@dataclass(frozen=True)
class Relabelling:
    """What came of an edited table."""

    held: Held
    refused: tuple[str, ...]
    """Entries that are none of the classes."""
    unscored: bool
    """Whether a row that is predicted only was given a label, which it does not get."""
    verbatim: bool
    """Whether the table says just what is held now, so that it need not be shown anew."""


def relabelling(kept: Held, shown: Sequence[Sequence[Any]]) -> Relabelling:
    """The run with the labels of an edited table."""
    record = kept.report.record
    scored = {row.line for row in record.scored}
    found = rowtable.corrections(record, shown)
    named = {line: rowtable.class_named(record, label) for line, label in found.items() if line in scored}
    taken = {line: label for line, label in named.items() if label is not None}
    refused = tuple(found[line] for line, label in named.items() if label is None)
    held = kept.relabelled(taken) if taken else kept
    return Relabelling(held, refused, len(named) < len(found), named == found)
