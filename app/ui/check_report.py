"""A finished check as HTML and as a table."""

from dataclasses import dataclass
from html import escape

from app.bakeoff.contestant import Prediction
from app.bakeoff.report import DIRECTIONAL_BELOW, Report, Score
from app.wording import say
from knowledge.schema import Choice, Language


@dataclass(frozen=True)
class Table:
    """A table for the page."""

    headers: list[str]
    rows: list[list[str]]


def note_html(text: str, alert: bool = False) -> str:
    """One line, announced to screen readers; line breaks are kept."""
    role = "alert" if alert else "status"
    return f'<div class="bog-note" role="{role}">{escape(text).replace(chr(10), "<br>")}</div>'


def report_html(report: Report, choice: Choice | None, prediction: str | None, language: Language) -> str:
    """What became of the advice, the contestants' figures, and what they do not prove."""
    parts = [_advice(report, choice, prediction, language), _counts(report, language)]
    parts.extend([_scores(report, language), _comparison(report, language), _caution(report, language)])
    machine = say("check.machine", language, cpu=report.machine.cpu, threads=report.machine.threads)
    return f'<div class="bog-report">{"".join(parts)}<p><small>{escape(machine)}</small></p></div>'


def row_table(report: Report, language: Language) -> Table:
    """Every row with every contestant's answer."""
    names = [score.name for score in report.scores]
    headers = [say("check.text", language), say("check.label", language), *names]
    rows = [
        [row.text[:300], row.label or "–", *(_answer(prediction, language) for prediction in row.predictions)]
        for row in report.rows
    ]
    return Table(headers, rows)


def _answer(prediction: Prediction, language: Language) -> str:
    if prediction.error:
        return say("check.failed_row", language, why=prediction.error[:120])
    if prediction.invalid:
        return say("check.invalid_row", language, raw=prediction.raw[:60])
    sure = "" if prediction.confidence is None else f" {prediction.confidence:.0%}"
    return f"{prediction.label}{sure} · {prediction.milliseconds:.0f} ms"


def _advice(report: Report, choice: Choice | None, prediction: str | None, language: Language) -> str:
    from app.bakeoff.judge import judge  # brings scipy, which the page must not wait for

    if choice is None:
        return f"<p>{say('check.no_advice', language)}</p>"
    judged = judge(report, choice)
    outcome = say(f"check.outcome.{judged.outcome}", language)
    why = say(f"check.reason.{judged.reason}", language)
    advice = say("check.verdict", language, choice=say(f"choice.{choice}", language))
    return (
        f'<div class="bog-outcome bog-{judged.outcome}"><p>{advice} {escape(prediction or "–")}</p>'
        f"<strong>{outcome}</strong> <span>{why}</span></div>"
    )


def _counts(report: Report, language: Language) -> str:
    counts = say(
        "check.counts",
        language,
        examples=report.examples,
        scored=report.scored,
        unlabelled=report.predicted_only,
        blank=report.blank,
        duplicates=report.duplicates,
    )
    counts = f"{counts} {say(f'check.protocol.{report.protocol}', language)}"
    stamp = say("check.directional", language, count=DIRECTIONAL_BELOW) if report.directional_only else ""
    return f"<p>{counts} <b>{stamp}</b></p>"


def _scores(report: Report, language: Language) -> str:
    names = ("contestant", "size", "accuracy", "macro_f1", "p50", "p95", "tokens", "invalid", "errors", "memory")
    head = "".join(f'<th scope="col">{say(f"check.{name}", language)}</th>' for name in names)
    body = "".join(_score(score) for score in report.scores)
    return f'<div class="bog-scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _score(score: Score) -> str:
    cells = [
        f"{score.params_m:,.0f}M" if score.params_m else "–",
        _share(score.accuracy),
        _share(score.macro_f1),
        _number(score.ms_p50),
        _number(score.ms_p95),
        "–" if score.tokens_in is None else f"{score.tokens_in:.0f} / {score.tokens_out or 0:.0f}",
        str(score.invalid),
        str(score.errors),
        _number(score.memory_after_mb, 0),
    ]
    data = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="bog-side-{score.side}"><th scope="row">{escape(score.name)}</th>{data}</tr>'


def _comparison(report: Report, language: Language) -> str:
    compared = report.comparison
    if compared is None:
        return ""
    text = say(
        "check.difference",
        language,
        first=compared.first,
        second=compared.second,
        difference=f"{100 * compared.difference:+.1f}",
        low=f"{100 * compared.low:+.1f}",
        high=f"{100 * compared.high:+.1f}",
        rows=compared.rows,
        p=f"{compared.p_value:.3f}",
    )
    return f"<p>{escape(text)}</p>"


def _caution(report: Report, language: Language) -> str:
    place = report.of("decoder")
    if place is None:
        return ""
    score = report.scores[place]
    size = f"{score.params_m:,.0f}M" if score.params_m else "–"
    lines = [say("check.not_gpt", language, name=score.name, size=size)]
    if score.examples_used < report.examples:
        used = {"used": score.examples_used, "examples": report.examples}
        lines.append(say("check.examples_used", language, name=score.name, **used))
    return "".join(f"<p><b>{escape(line)}</b></p>" for line in lines)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _number(value: float | None, digits: int = 1) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
