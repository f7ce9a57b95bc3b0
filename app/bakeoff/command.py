"""The check from the command line."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from app.bakeoff.advice import advised
from app.bakeoff.bundle import Bundle, Setup, differences, from_json, to_json
from app.bakeoff.contestants.roster import Roster
from app.bakeoff.drawing.page import page
from app.bakeoff.drawing.predictions import predictions_csv
from app.bakeoff.estimate import estimate
from app.bakeoff.line import CheckLine, ReplayLine, check_line
from app.bakeoff.report import Prices, Report
from app.bakeoff.reporting import report
from app.bakeoff.run import Run
from app.understanding.language import language_of
from app.wiring import Services
from knowledge.schema import Choice

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outputs:
    """Files to write beside what is printed."""

    html: Path | None = None
    csv: Path | None = None
    bundle: Path | None = None


def check(
    setup: Setup, prices: Prices, advice: Choice | None, services: Services, say: Say, replayed: Bundle | None = None
) -> tuple[Report, CheckLine]:
    """Run one check; interrupted, it reports what is there so far.

    Args:
        setup: what to run.
        prices: what the reader assumes.
        advice: what is to be tested; by default what the rules advise for the table.
        services: the models.
        say: told how far it is.
        replayed: a bundle with this setup, to compare with.

    Raises:
        InputError: if a contestant cannot take part, or the table leaves nothing to score and nothing to predict.
    """
    roster = Roster(services.encoder, services.decoder, services.endpoint)
    expected = estimate(setup.rows, roster, setup.plan, setup.test)
    say(f"about {expected.seconds:.0f} s, {expected.without_decoder:.0f} s of it without a decoder")
    run = Run(setup.rows, roster, setup.plan, setup.test, expected)
    _watch(run, say)
    found = report(run.record(), prices)
    language = language_of(setup.rows.rows[0].text)
    verdict = advised(setup.rows, services.knowledge, language)
    tested = advice or verdict.choice or "encoder"
    told = verdict.prediction.get("en") if verdict.prediction and verdict.choice == tested else None
    return found, check_line(found, tested, "user" if advice else "rules", told, _replay(replayed, found))


def write(report: Report, setup: Setup, outputs: Outputs) -> None:
    """The report as a page, the predictions as a table, the run as a bundle: those that are wanted."""
    if outputs.html:
        outputs.html.write_text(page(report, "en"), encoding="utf-8")
    if outputs.csv:
        outputs.csv.write_text(predictions_csv(report), encoding="utf-8-sig")
    if outputs.bundle:
        outputs.bundle.write_text(to_json(Bundle(setup, report.record)), encoding="utf-8")


def read_bundle(file: Path) -> Bundle:
    """A bundle of an earlier check.

    Raises:
        RowsError: if it is none.
    """
    return from_json(file.read_text(encoding="utf-8"))


def as_json(line: CheckLine) -> str:
    """One line of JSON."""
    return json.dumps(asdict(line), ensure_ascii=False)


def as_table(report: Report, line: CheckLine) -> str:
    """For people at a terminal."""
    record = report.record
    lines = [
        f"{len(record.scored)} rows scored, {record.trained_on} learnt from, {len(record.labels)} classes, "
        f"{record.machine.cpu}, {record.machine.threads} threads, {record.seconds:.0f} s"
    ]
    for score in report.scores:
        if score.accuracy is None:
            lines.append(f"{score.name:58} {score.broken or 'no rows scored'}")
            continue
        shown = f"{score.accuracy.value:6.1%} ({score.accuracy.low:.0%} to {score.accuracy.high:.0%})"
        lines.append(f"{score.name:58} accuracy {shown}  median {score.ms_p50 or 0:8.1f} ms  failures {score.errors}")
    judged = line.verdict.judgement
    lines.append(f"advice {line.verdict.advice}: {judged.outcome} ({judged.reason.replace('_', ' ')})")
    if line.replay:
        told = "the same answers" if line.replay.same else f"{len(line.replay.different)} answers differ"
        lines.append(f"replay of {line.replay.of}: {told}")
    return "\n".join(lines)


def _watch(run: Run, say: Say) -> None:
    """Run to the end or to the first interrupt, telling of every stage once and of every tenth row."""
    told = ""
    try:
        for step in run.steps():
            rows = step.done // 10 * 10 if step.stage == "measuring" else 0
            now = f"{step.stage} {step.contestant or ''} {f'{rows} of {step.total} rows' if rows else ''}".strip()
            if now != told:
                told = now
                say(now)
    except KeyboardInterrupt:
        say("interrupted: reporting what is finished")


def _replay(bundle: Bundle | None, found: Report) -> ReplayLine | None:
    if bundle is None:
        return None
    different = differences(bundle.record, found.record)
    return ReplayLine(bundle.record.id, not different, tuple(different))
