"""The live check: both kinds of model on the user's own rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from app.bakeoff.faults import RowsError
from app.bakeoff.report import Progress, Report
from app.bakeoff.rows import parse_rows
from app.bakeoff.samples.samples import SAMPLES, sample
from app.bakeoff.upload import read_upload
from app.errors import AppError
from app.ui import check_report
from app.ui.conversation import Book
from app.ui.events import QUIET, queued
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.ui.render import plain
from app.wording import say
from knowledge.schema import Choice, Language


@dataclass(frozen=True)
class Parts:
    """The tab's components."""

    sample: gr.Radio
    rows: gr.Textbox
    upload: gr.UploadButton
    run: gr.Button
    cancel: gr.Button
    result: gr.HTML
    table: gr.Dataframe


def build(labels: Labels) -> Parts:
    """Place the tab's components."""
    labels.add(gr.Markdown(say("check.intro", "en")), value="check.intro")
    first = SAMPLES[0].key
    with gr.Row(equal_height=False):
        with gr.Column(scale=2, min_width=320):
            chooser = labels.add(
                gr.Radio(_sample_choices("en"), value=first, label=say("check.sample", "en"), elem_id="sample"),
                label="check.sample",
                choices=_sample_choices,
            )
            rows = labels.add(
                gr.Textbox(sample(first).text(), label=say("check.rows", "en"), lines=12, max_lines=18, elem_id="rows"),
                label="check.rows",
            )
            upload = labels.add(
                gr.UploadButton(say("check.upload", "en"), file_types=[".csv", ".tsv", ".jsonl", ".txt"], size="sm"),
                label="check.upload",
            )
            with gr.Row():
                run = labels.add(
                    gr.Button(say("check.run", "en"), variant="primary", elem_id="run-check"), value="check.run"
                )
                cancel = labels.add(gr.Button(say("check.cancel", "en"), elem_id="cancel-check"), value="check.cancel")
        with gr.Column(scale=3, min_width=340):
            result = labels.first.add(gr.HTML(empty("en"), elem_id="check-result", js_on_load=None), empty)
            table = gr.Dataframe(interactive=False, wrap=True, max_height=420, visible=False, elem_id="check-rows")
    return Parts(chooser, rows, upload, run, cancel, result, table)


def connect(loader: Loader, parts: Parts, pressed: Any, action: Any, book: Any, language: Any) -> None:
    """Connect the tab, and the chat's "check it live"."""
    parts.sample.input(lambda key: sample(key).text(), parts.sample, parts.rows, **QUIET)
    parts.upload.upload(_read, [parts.upload, language], parts.rows, **QUIET)

    def run(text: str, stored: Any, chosen: Language) -> Iterator[list[Any]]:
        yield from run_check(loader, text, Book.load(stored), chosen)

    def run_if_asked(wanted: str, text: str, stored: Any, chosen: Language) -> Iterator[list[Any]]:
        if wanted == "check":
            yield from run_check(loader, text, Book.load(stored), chosen)

    one_at_a_time = queued("check", 1)  # two checks at once would spoil each other's timings
    outputs = [parts.result, parts.table]
    clicked = parts.run.click(run, [parts.rows, book, language], outputs, **one_at_a_time)
    asked = pressed.then(run_if_asked, [action, parts.rows, book, language], outputs, **one_at_a_time)
    parts.cancel.click(_cancelled, language, outputs, cancels=[clicked, asked], **QUIET)


def run_check(loader: Loader, text: str, book: Book, language: Language) -> Iterator[list[Any]]:
    """Results as they come; faults of the table as a message."""
    # scikit-learn and scipy take over a second to import, which the page must not wait for.
    from app.bakeoff.contestants import contestants
    from app.bakeoff.run import check

    hidden = gr.update(visible=False)
    if not loader.ready:
        yield [_note(say("check.waiting", language)), hidden]
    try:
        services = loader.services(timeout_s=120)
        rows = parse_rows(text, loader.settings.max_rows)
        for item in check(rows, contestants(services.encoder, services.decoder)):
            if isinstance(item, Progress):
                yield [_note(_progress(item, language)), hidden]
            else:
                yield _finished(item, book, language)
    except RowsError as error:
        yield [_note(error.says(language), alert=True), hidden]
    except AppError as error:
        yield [_note(str(error), alert=True), hidden]


def _finished(report: Report, book: Book, language: Language) -> list[Any]:
    line = next((turn.line for turn in reversed(book.opened().turns) if turn.line and turn.line.verdict), None)
    choice: Choice | None = line.verdict if line else None
    prediction = line.prediction if line else None
    table = check_report.row_table(report, language)
    return [
        check_report.report_html(report, choice, prediction, language),
        gr.update(value=table.rows, headers=table.headers, visible=True, label=say("check.row_table", language)),
    ]


def _progress(item: Progress, language: Language) -> str:
    if item.stage == "training":
        return say("check.training", language, name=item.contestant)
    return say("check.measuring", language, done=item.done, total=item.total)


def _read(path: str, language: Language) -> str:
    try:
        return read_upload(Path(path))
    except RowsError as error:
        gr.Warning(plain(error.says(language)))
        return ""


def _cancelled(language: Language) -> list[Any]:
    return [_note(say("check.cancelled", language)), gr.update(visible=False)]


def _note(text: str, alert: bool = False) -> str:
    return check_report.note_html(text, alert)


def empty(language: Language) -> str:
    """What the result's place shows before a run."""
    return _note(say("check.empty", language))


def _sample_choices(language: Language) -> list[tuple[str, str]]:
    return [(item.title(language), item.key) for item in SAMPLES]
