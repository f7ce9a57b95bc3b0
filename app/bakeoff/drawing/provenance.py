"""What was read, how it was split, and what it was measured on."""

from collections.abc import Sequence

from app.bakeoff.drawing.markup import part, plain
from app.bakeoff.drawing.numbers import count, number
from app.bakeoff.drawing.sides import decoder, named
from app.bakeoff.reading.rows import Counts
from app.bakeoff.record import Record
from app.bakeoff.report import DIRECTIONAL_BELOW, Report
from app.wording import listed, say
from knowledge.schema import Language


def provenance(report: Report, language: Language) -> str:
    """The run's data, protocol and machine, as a list of terms."""
    facts = [*_read(report.record.counts, language), *_run(report.record, language)]
    body = "".join(
        f"<div><dt>{plain(say(f'check.report.{name}', language))}</dt><dd>{plain(value)}</dd></div>"
        for name, value in facts
    )
    return part(say("check.report.provenance_title", language), stamps(report, language), f"<dl>{body}</dl>")


def stamps(report: Report, language: Language) -> str:
    """Warnings that bear on every figure: too few rows, cancelled; empty where there is none."""
    told = []
    if report.directional_only:
        scored = count(len(report.record.scored))
        told.append(say("check.report.directional", language, scored=scored, least=DIRECTIONAL_BELOW))
    if not report.record.complete:
        told.append(say("check.report.cancelled", language, asked=count(len(report.record.asked))))
    items = "".join(f"<li>{plain(line)}</li>" for line in told)
    return f'<ul class="bog-run stamps">{items}</ul>' if items else ""


def caution(report: Report, language: Language) -> str:
    """That a small local decoder stands for the method, not for GPT-class models; empty without one."""
    score = decoder(report)
    if score is None or score.key == "endpoint":
        return ""
    return f'<p class="bog-run caution">{plain(say("check.report.caution", language, name=named(score, language)))}</p>'


def when(record: Record) -> str:
    """The start, to the minute."""
    return f"{record.started[:16].replace('T', ' ')} UTC"


def _read(counts: Counts, language: Language) -> list[tuple[str, str]]:
    """What became of the rows; kinds of which there are none are left out."""
    columns = [counts.text_column, counts.second_column, counts.label_column]
    form = [text for text in (counts.form, counts.encoding) if text]
    always = [("rows_found", count(counts.rows)), ("rows_used", count(counts.used))]
    sometimes = [
        ("blank", counts.blank),
        ("duplicates", counts.duplicates),
        ("in_test", counts.in_test),
        ("unlabelled", counts.unlabelled),
        ("lone", counts.lone),
    ]
    found = [(name, count(rows)) for name, rows in sometimes if rows]
    if counts.conflicts:
        found.append(("conflicts", _conflicts(counts.conflicts, counts.conflict_lines, language)))
    read = [("form", listed(form, language)), ("columns", listed(filter(None, columns), language))]
    return [*always, *found, *((name, value) for name, value in read if value)]


def _conflicts(rows: int, lines: Sequence[int], language: Language) -> str:
    shown = ", ".join(map(count, lines[:10]))
    return say("check.report.conflict_lines", language, rows=count(rows), lines=shown) if shown else count(rows)


def _run(record: Record, language: Language) -> list[tuple[str, str]]:
    left_out = [("left_out", count(record.left_out))] if record.left_out else []
    machine = say("check.report.machine_is", language, cpu=record.machine.cpu, threads=record.machine.threads)
    return [
        ("classes", count(len(record.labels))),
        ("trained_on", count(record.trained_on)),
        ("scored", count(len(record.scored))),
        ("predicted_only", count(len(record.asked) - len(record.scored))),
        *left_out,
        ("protocol", say(f"check.protocol.{record.protocol}", language)),
        ("seed", str(record.seed)),
        ("machine", machine),
        ("date", when(record)),
        ("seconds", number(record.seconds)),
        ("run_id", record.id),
    ]
