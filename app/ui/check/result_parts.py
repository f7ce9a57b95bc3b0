"""The components of a result."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr

from app.ui.check.exports import FORMS, Form
from app.ui.check.rowtable import FILTERS
from app.ui.events import LINKS
from app.ui.labels import Labels
from app.ui.note import note_html
from app.wording import say
from knowledge.schema import Language


@dataclass(frozen=True)
class ResultParts:
    """The components of a result, in the order of :meth:`app.ui.check.shown.Shown.show`."""

    result: gr.HTML
    more: gr.Column
    whose: gr.Dropdown
    matrix: gr.HTML
    tables: gr.HTML
    published: gr.HTML
    rows: gr.Dataframe
    changed: gr.HTML
    info: gr.HTML
    reset: gr.Button
    wanted: gr.Radio
    saves: dict[Form, gr.Button]
    download: gr.DownloadButton

    @property
    def shown(self) -> list[Any]:
        """What :meth:`app.ui.check.shown.Shown.show` fills."""
        places = [self.result, self.more, self.whose, self.matrix, self.tables, self.published, self.rows]
        return [*places, self.changed, self.info, self.reset]


def build_result(labels: Labels) -> ResultParts:
    """Place them; all but the first are hidden until there is a result."""
    result = labels.first.add(gr.HTML(empty("en"), elem_id="check-result", js_on_load=None), empty)
    with gr.Column(visible=False, elem_id="check-more") as more:
        whose = labels.add(
            gr.Dropdown([], label=say("check.tab.whose", "en"), elem_id="whose-matrix"), label="check.tab.whose"
        )
        matrix = gr.HTML(elem_id="check-matrix", js_on_load=None)
        tables = gr.HTML(elem_id="check-tables", js_on_load=None)
        published = gr.HTML(elem_id="check-published", js_on_load=LINKS)
        labels.add(gr.Markdown(_heading("rows_title", "en")), value=partial(_heading, "rows_title"))
        wanted = labels.add(
            gr.Radio(filters("en"), value="all", label=say("check.tab.filter", "en"), elem_id="row-filter"),
            label="check.tab.filter",
            choices=filters,
        )
        info = gr.HTML(elem_id="relabel-info", js_on_load=None)
        rows = gr.Dataframe(type="array", interactive=True, wrap=True, max_height=460, elem_id="check-rows")
        with gr.Row():
            changed = gr.HTML(elem_id="labels-changed", js_on_load=None)
            reset = button(labels, "check.tab.reset", "reset-labels", interactive=False, size="sm")
        labels.add(gr.Markdown(_heading("save_title", "en")), value=partial(_heading, "save_title"))
        with gr.Row(elem_id="saves"):
            saves = {form: button(labels, f"check.tab.save_{form}", f"save-{form}", size="sm") for form in FORMS}
        download = gr.DownloadButton(visible="hidden", elem_id="check-download")
    return ResultParts(
        result,
        more,
        whose,
        matrix,
        tables,
        published,
        rows,
        changed,
        info,
        reset,
        wanted,
        saves,
        download,
    )


def button(labels: Labels, key: str, name: str, **properties: Any) -> gr.Button:
    """A button with its wording."""
    return labels.add(gr.Button(say(key, "en"), elem_id=name, **properties), value=key)


def _heading(name: str, language: Language) -> str:
    return f"### {say(f'check.tab.{name}', language)}"


def filters(language: Language) -> list[tuple[str, str]]:
    """Names and keys of the filters of rows."""
    return [(say(f"check.tab.filter_{name}", language), name) for name in FILTERS]


def empty(language: Language) -> str:
    """What the result's place shows before a run."""
    return note_html(say("check.empty", language))
