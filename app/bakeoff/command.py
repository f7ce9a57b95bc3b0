"""The check from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

from app.bakeoff.contestants import contestants
from app.bakeoff.report import Progress, Report
from app.bakeoff.rows import parse_rows
from app.bakeoff.run import check
from app.bakeoff.upload import read_upload
from app.errors import AppError
from app.wiring import Services


def run(file: Path, services: Services, as_json: bool, seed: int, say: Callable[[str], None]) -> str:
    """The report of one file, as JSON or as a table.

    Raises:
        AppError: if the file cannot be read as labelled rows.
    """
    rows = parse_rows(read_upload(file), services.settings.max_rows)
    for item in check(rows, contestants(services.encoder, services.decoder), seed):
        if isinstance(item, Report):
            return json.dumps(item.as_dict(), ensure_ascii=False) if as_json else _table(item)
        if isinstance(item, Progress) and item.stage == "training":
            say(f"training {item.contestant}")
    raise AppError("the check ended without a report; run it again")


def _table(report: Report) -> str:
    lines = [f"{report.scored} rows scored, {report.examples} examples, {report.machine.cpu}"]
    for score in report.scores:
        accuracy = "–" if score.accuracy is None else f"{score.accuracy:.1%}"
        median = "–" if score.ms_p50 is None else f"{score.ms_p50:.1f}"
        lines.append(f"{score.name:48} accuracy {accuracy:>6}  median {median:>8} ms  failures {score.errors}")
    return "\n".join(lines)
