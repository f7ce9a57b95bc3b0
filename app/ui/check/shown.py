"""What can be done with a result; every method returns values for the components it names."""

from html import escape
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache

from app.bakeoff.drawing.confusion import confusion_matrix
from app.bakeoff.published import nearest
from app.bakeoff.summary import summary
from app.ui.chat import SHOWN as CHAT_SHOWN
from app.ui.chat import Chat
from app.ui.check import choices, exports, result, rowtable
from app.ui.check.exports import Form
from app.ui.check.result import Held, Relabelling
from app.ui.check.rowtable import Filter
from app.ui.conversation import Book, with_run
from app.ui.note import note_html
from app.ui.published import published_html
from app.understanding.language import language_of
from app.wording import listed, say
from knowledge.schema import Language

SHOWN = 11
"""Components that :meth:`Shown.show` fills."""
ROWS = 7
"""Which of them is the table of rows."""
CHANGED = 8
"""Which of them tells about changed labels."""
REFUSED_NAMED = 3
"""Wrong labels named in one message."""
CLASSES_NAMED = 40
"""Classes named as those a row can have."""


class Shown:
    """The tab's events from the result on."""

    def __init__(self, chat: Chat) -> None:
        self.chat, self.loader = chat, chat.loader

    def show(self, held: Held | None, key: str | None, wanted: Filter, language: Language) -> list[Any]:
        """All of a result.

        The components: progress, result, the part below it, whose matrix, matrix, tables, published results, rows,
        and those of :meth:`labels`.
        """
        if held is None:
            return [gr.skip() for _ in range(SHOWN)]
        report = held.report
        key = result.first_matrix(report, key)
        return [
            result.finished_html(held, language),
            result.result_html(held, language),
            gr.update(visible=True),
            gr.update(choices=result.contestants(report), value=key),
            self.matrix(held, key, language),
            result.tables_html(report, language),
            self.published(held, language),
            self.rows(held, wanted, language),
            *self.labels(held, language),
        ]

    def matrix(self, held: Held | None, key: str | None, language: Language) -> str:
        """The confusion matrix of one contestant."""
        return confusion_matrix(held.report, language, key) if held else ""

    def rows(self, held: Held | None, wanted: Filter, language: Language) -> Any:
        """The rows a filter leaves, all but their label fixed."""
        if held is None:
            return gr.skip()
        table = rowtable.table(held.report, wanted, language)
        fixed = [place for place in range(len(table.headers)) if place != table.label]
        title = say("check.tab.rows_shown", language, count=len(table.rows), all=len(held.report.record.asked))
        return gr.update(
            value=table.rows, headers=table.headers, static_columns=fixed, column_widths=table.widths, label=title
        )

    def labels(self, held: Held | None, language: Language) -> list[Any]:
        """How many labels the reader has changed, which there are, and the button that takes changes back."""
        if held is None:
            return ["", "", gr.update(interactive=False)]
        classes = held.report.record.labels
        names = [*classes[:CLASSES_NAMED], *(["…"] if len(classes) > CLASSES_NAMED else [])]
        told = say("check.tab.labels_changed", language, count=held.changed) if held.changed else ""
        info = say("check.tab.relabel_info", language, classes=listed(names, language))
        return [note_html(told) if told else "", f"<p>{escape(info)}</p>", gr.update(interactive=held.changed > 0)]

    def relabelled(
        self, held: Held | None, edited: list[list[Any]], key: str | None, wanted: Filter, language: Language
    ) -> list[Any]:
        """After a label was edited: the run held, and what :meth:`show` fills.

        The table stays as it is while its labels stand, so that the reader keeps their place in it.
        """
        if held is None:
            return [gr.skip(), *_only(CHANGED, note_html(say("check.tab.gone", language), alert=True))]
        found = result.relabelling(held, edited)
        shown = self.show(found.held, key, wanted, language)
        if found.verbatim:
            shown[ROWS] = gr.skip()
        if refusals := _refusals(found, language):
            shown[CHANGED] = note_html(refusals, alert=True) + shown[CHANGED]
        return [found.held, *shown]

    def reset(self, held: Held | None, key: str | None, wanted: Filter, language: Language) -> list[Any]:
        """With the labels the run had: the run held, and what :meth:`show` fills."""
        after = held.reset() if held else None
        return [after, *self.show(after, key, wanted, language)]

    def repriced(
        self,
        held: Held | None,
        usd_per_hour: float | None,
        usd_per_label: float | None,
        key: str | None,
        language: Language,
    ) -> list[Any]:
        """With other prices: the run held, and what :meth:`show` fills; rows and labels know no prices."""
        if held is None:
            return [gr.skip() for _ in range(SHOWN + 1)]
        after = held.at(choices.prices_of(usd_per_hour, usd_per_label))
        shown = self.show(after, key, "all", language)
        return [after, *shown[:ROWS], *(gr.skip() for _ in shown[ROWS:])]

    def published(self, held: Held, language: Language, linked: bool = True) -> str:
        """What larger decoders reached elsewhere on the nearest task; without links for a file of its own."""
        services = self.loader.peek()
        if services is None:
            return ""
        task = held.advice.task if held.advice else None
        pairs = rowtable.has_pairs(held.report.record)
        spoken = language_of(held.setup.rows.rows[0].text)
        return published_html(nearest(services.knowledge.results, task, spoken, pairs), language, linked=linked)

    def attached(self, held: Held | None, stored: Any, language: Language) -> list[Any]:
        """The run put beside the advice it tested, for the components of :meth:`app.ui.chat.Chat.show`."""
        book = Book.load(stored)
        if held is None or held.advice is None or result.advice_of(book) != held.advice:
            return [gr.skip() for _ in range(CHAT_SHOWN)]
        from app.bakeoff.judge import judge  # brings scipy, which the page must not wait for

        judged = judge(held.report, held.advice.choice)
        return self.chat.show(with_run(book, summary(held.report, judged)), language)

    def exported(self, held: Held | None, form: Form, language: Language, folder: str) -> str:
        """Path of an export, in a folder that Gradio clears.

        Raises:
            gr.Error: when the run is no longer held.
        """
        if held is None:
            raise gr.Error(say("check.tab.gone", language), print_exception=False)
        text = exports.content(held, form, language, self.published(held, language, linked=False))
        return str(save_bytes_to_cache(text.encode("utf-8"), exports.file_name(held, form), folder))


def _refusals(found: Relabelling, language: Language) -> str:
    """Why entries of the table were not taken, a line each."""
    lines = []
    if found.refused:
        names = listed(found.refused[:REFUSED_NAMED], language)
        lines.append(say("check.tab.refused", language, labels=names))
    if found.unscored:
        lines.append(say("check.tab.unscored", language))
    return "\n".join(lines)


def _only(place: int, value: Any) -> list[Any]:
    """One of the components that :meth:`Shown.show` fills changed, the others left."""
    return [value if at == place else gr.skip() for at in range(SHOWN)]
