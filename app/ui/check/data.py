"""The data of a check: components to give it, and what was found in it."""

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.bakeoff.reading.read import Limits, Preview, Wanted, columns_of, read_file, read_text
from app.bakeoff.reading.rows import Counts, Rows
from app.bakeoff.reading.samples.samples import samples_for
from app.ui.check.source import File, on_disk
from app.ui.labels import Labels
from app.wording import listed, say
from knowledge.schema import Language

FILE_TYPES = [".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx"]
CLASSES_LISTED = 12
"""Classes named with their counts; of the others only the number is told."""
KEPT_S = 3600
"""Seconds an upload or a run is kept in memory after it was last changed."""
_LEFT_OUT = ("blank", "duplicates", "conflicts", "in_test")


@dataclass(frozen=True)
class Sources:
    """The components that take the data."""

    sample: gr.Radio
    paste: gr.Textbox
    upload: gr.UploadButton
    upload_test: gr.UploadButton
    drop: gr.Button
    file: gr.State
    """The uploaded :class:`File`, which takes the place of the paste; None without one."""
    test: gr.State
    """The uploaded test file."""

    @property
    def given(self) -> list[Any]:
        """The first values that :func:`given` takes."""
        return [self.paste, self.file, self.test]


@dataclass(frozen=True)
class Found:
    """What was found, and the choosers of columns."""

    note: gr.HTML
    text: gr.Dropdown
    second: gr.Dropdown
    label: gr.Dropdown

    @property
    def columns(self) -> list[Any]:
        """The other values that :func:`given` takes."""
        return [self.text, self.second, self.label]


@dataclass(frozen=True)
class Given:
    """What the reader gave: a paste, or a file that takes its place, and perhaps a file to test on."""

    paste: str
    file: File | None
    test: File | None
    wanted: Wanted

    def read(self, limits: Limits) -> tuple[Rows, Rows | None]:
        """The usable rows, and those of the test file.

        Raises:
            RowsError: with every fault found.
        """
        test = self._test_rows(limits)
        if self.file is None:
            return read_text(self.paste, limits, self.wanted, test), test
        with on_disk(self.file) as path:
            return read_file(path, limits, self.wanted, test), test

    def preview(self, limits: Limits) -> Preview:
        """The columns, and which of them hold text and label.

        Raises:
            RowsError: if there is no table.
        """
        if self.file is None:
            return columns_of(self.paste, limits)
        with on_disk(self.file) as path:
            return columns_of(path, limits)

    def _test_rows(self, limits: Limits) -> Rows | None:
        if self.test is None:
            return None
        with on_disk(self.test) as path:
            return read_file(path, limits, self.wanted, is_test=True)


def given(
    paste: str | None, file: File | None, test: File | None, text: str | None, second: str | None, label: str | None
) -> Given:
    """The components' values; a column that is not chosen is to be found."""
    return Given(paste or "", file, test, Wanted(text or None, second or None, label or None))


def build_sources(labels: Labels) -> Sources:
    """Place sample, paste and uploads."""
    sample = labels.add(
        gr.Radio(sample_choices("en"), value=first_sample("en"), label=say("check.sample", "en"), elem_id="sample"),
        label="check.sample",
        choices=sample_choices,
    )
    labels.first.add(sample, first_sample)
    paste = labels.add(
        gr.Textbox(
            first_text("en"),
            label=say("check.rows", "en"),
            placeholder=say("check.tab.paste_placeholder", "en"),
            lines=10,
            max_lines=14,
            elem_id="rows",
        ),
        label="check.rows",
        placeholder="check.tab.paste_placeholder",
    )
    labels.first.add(paste, first_text)
    with gr.Row():
        upload = _upload(labels, "check.upload", "upload")
        upload_test = _upload(labels, "check.tab.upload_test", "upload-test")
        drop = labels.add(
            gr.Button(say("check.tab.drop", "en"), size="sm", visible=False, elem_id="drop-files"),
            value="check.tab.drop",
        )
    file, test = (gr.State(None, time_to_live=KEPT_S) for _ in range(2))
    return Sources(sample, paste, upload, upload_test, drop, file, test)


def _upload(labels: Labels, key: str, name: str) -> gr.UploadButton:
    made = gr.UploadButton(say(key, "en"), file_types=FILE_TYPES, size="sm", elem_id=name)
    return labels.add(made, label=key)


def build_found(labels: Labels) -> Found:
    """Place what was found and the choosers of columns."""
    note = gr.HTML(elem_id="found", js_on_load=None)
    with gr.Row(elem_id="columns"):
        text, second, label = (_column(labels, name) for name in ("text_column", "second_column", "label_column"))
    return Found(note, text, second, label)


def _column(labels: Labels, name: str) -> gr.Dropdown:
    key = f"check.tab.{name}"
    made = gr.Dropdown([], value=None, label=say(key, "en"), min_width=120, elem_id=name.replace("_", "-"))
    return labels.add(made, label=key)


def sample_choices(language: Language) -> list[tuple[str, str]]:
    """Titles and keys of the samples, the best for a reader of that language first."""
    return [(item.title(language), item.key) for item in samples_for(language)]


def first_sample(language: Language) -> str:
    """Key of the sample that is there when the page opens."""
    return samples_for(language)[0].key


def first_text(language: Language) -> str:
    """The table that is there when the page opens."""
    return samples_for(language)[0].text()


def column_updates(preview: Preview | None, language: Language, anew: bool) -> list[Any]:
    """The choosers with the columns there are.

    Args:
        preview: the table, None where there is none.
        language: of the wording.
        anew: whether the guess shall take the place of what is chosen.
    """
    if preview is None:
        return [gr.update(choices=[], value=None) for _ in range(3)]
    names = [(_column_name(name, preview, language), name) for name in preview.header]
    choices = [names, [(say("check.tab.no_column", language), ""), *names], names]
    if not anew:
        return [gr.update(choices=some) for some in choices]
    guesses = [preview.text, preview.second or "", preview.label]
    return [gr.update(choices=some, value=guess) for some, guess in zip(choices, guesses, strict=True)]


def _column_name(name: str, preview: Preview, language: Language) -> str:
    return name if preview.has_header else say("check.tab.column", language, number=name)


def found_html(rows: Rows, test: Rows | None, file: File | None, test_file: File | None, language: Language) -> str:
    """How many rows of which classes were found, and what was left out."""
    lines = [_first_line(rows, file, language), _classes(rows, language), _left_out(rows.counts, language)]
    if test is not None and test_file is not None:
        told = say("check.tab.found_test", language, name=test_file.name, rows=len(test.labelled))
        lines += [told, _left_out(test.counts, language)]
    told = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return f'<div class="bog-note bog-found" role="status">{told}</div>'


def _first_line(rows: Rows, file: File | None, language: Language) -> str:
    place = file.name if file else say("check.tab.paste", language)
    key = "check.tab.found_pairs" if rows.pairs else "check.tab.found"
    unlabelled = len(rows.unlabelled)
    more = say("check.tab.found_unlabelled", language, count=unlabelled) if unlabelled else ""
    return say(key, language, place=place, rows=len(rows.labelled), classes=len(rows.labels)) + more


def _classes(rows: Rows, language: Language) -> str:
    counted = Counter(row.label for row in rows.labelled).most_common()
    names = [f"{label} {count}" for label, count in counted[:CLASSES_LISTED]]
    more = len(counted) - len(names)
    return listed([*names, *([say("check.tab.more_classes", language, count=more)] if more > 0 else [])], language)


def _left_out(counts: Counts, language: Language) -> str:
    told = [
        say(f"check.tab.left_{name}", language, count=getattr(counts, name))
        for name in _LEFT_OUT
        if getattr(counts, name)
    ]
    return say("check.tab.left_out", language, what=listed(told, language)) if told else ""
