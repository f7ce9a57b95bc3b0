"""The main table: every contestant with all its figures."""

from app.bakeoff.drawing.markup import Row, notes, part, table
from app.bakeoff.drawing.numbers import count, interval, money, number, percent, tick
from app.bakeoff.drawing.sides import sized
from app.bakeoff.report import Report, Score
from app.wording import say
from knowledge.schema import Language

_COLUMNS = ("accuracy", "macro_f1", "ece", "invalid", "p50", "p95", "batch", "training", "memory", "usd", "wh")


def scores_table(report: Report, language: Language) -> str:
    """All contestants, the size of each model beside its name; below, what the figures rest on."""
    headers = [say(f"check.report.{name}", language) for name in ("contestant", *_COLUMNS)]
    rows = [_row(score, language) for score in report.scores]
    title = say("check.report.scores_title", language)
    return part(title, table(headers, rows, title), notes(_notes(report, language)))


def _row(score: Score, language: Language) -> Row:
    big = sized(score, language)
    if score.broken is not None:
        why = say("check.report.broken", language, why=score.broken)
        return Row(score.name, (), score.side, big, across=why)
    return Row(score.name, _cells(score), score.side, big)


def _cells(score: Score) -> tuple[str, ...]:
    return (
        interval(score.accuracy),
        interval(score.macro_f1),
        percent(score.calibration_error),
        percent(score.invalid / score.asked if score.asked else None),
        number(score.ms_p50),
        number(score.ms_p95),
        number(score.items_per_second),
        number(score.training_seconds),
        number(score.peak_memory_mb),
        number(score.usd_per_million),
        number(score.wh_per_million),
    )


def _notes(report: Report, language: Language) -> list[str]:
    prices = report.prices
    assumed = say(
        "check.report.assumed",
        language,
        usd=money(prices.usd_per_hour),
        watts=tick(prices.watts_per_thread),
    )
    return [say("check.report.interval_how", language), assumed, *_remarks(report, language)]


def _remarks(report: Report, language: Language) -> list[str]:
    remarks = []
    for score in (score for score in report.scores if score.broken is None and score.side != "hybrid"):
        if score.side == "decoder" and score.key != "decoder_zero" and score.examples_used < report.record.trained_on:
            told = {"used": count(score.examples_used), "all": count(report.record.trained_on)}
            remarks.append(say("check.report.few_examples", language, name=score.name, **told))
        if score.errors:
            told = {"errors": count(score.errors), "asked": count(score.asked)}
            remarks.append(say("check.report.errors", language, name=score.name, **told))
        if score.clipped:
            remarks.append(say("check.report.clipped", language, name=score.name, rows=count(score.clipped)))
    return remarks
