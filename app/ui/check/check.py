"""What happens in the Check tab until there is a result; every method returns values for the components it names."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.bakeoff.bundle import Setup
from app.bakeoff.reading.faults import RowsError
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.samples.samples import SAMPLES, sample
from app.errors import AppError
from app.ui.check import choices, data, result
from app.ui.check.choices import Offer
from app.ui.check.data import Given, given
from app.ui.check.progress import estimate_html, progress_html
from app.ui.check.result import Advice
from app.ui.check.running import PARTIAL_EVERY_S, Running, watched
from app.ui.check.source import MB, File, taken
from app.ui.conversation import Book
from app.ui.loader import Loader
from app.ui.note import note_html
from app.wording import say
from knowledge.schema import Language

if TYPE_CHECKING:
    from app.bakeoff.contestants.roster import Roster
    from app.bakeoff.run import Run
    from app.wiring import Services

WAIT_S = 120
"""Longest time a check waits for the models to load."""
LONGEST_STEP_S = 60
"""Longest time Cancel waits for the step that is being taken."""
GIVEN = 6
"""Values that :func:`app.ui.check.data.given` takes."""
PLANNED = 5
"""Values of :attr:`app.ui.check.choices.ChoiceParts.plan`."""


class Check:
    """The tab's events up to the result."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    @property
    def limits(self) -> Limits:
        """How large a table may be."""
        settings = self.loader.settings
        return Limits(rows=settings.max_rows, bytes=int(settings.max_upload_mb * MB))

    def sampled(self, key: str) -> list[Any]:
        """A sample for the paste box, in the place of any files."""
        return [sample(key).text(), None, None]

    def edited(self, paste: str) -> list[Any]:
        """After the paste box changed: it takes the place of a file, and is a sample only as long as it is left so."""
        return [None, next((item.key for item in SAMPLES if item.text() == paste), None)]

    def uploaded(self, path: str) -> File:
        """The content of an upload; nothing of it stays on the disk."""
        return taken(path)

    def found_anew(self, *values: Any) -> list[Any]:
        """What is in newly given data, the columns guessed: note, columns, contestants, offer, Drop."""
        paste, file, test, offer, language = values
        return self._found(given(paste, file, test, None, None, None), offer, language, anew=True)

    def found(self, *values: Any) -> list[Any]:
        """The same with the columns the reader has chosen, where there were any to choose from."""
        *told, offer, language = values
        what = given(*told)
        return self._found(what, offer, language, anew=what.wanted.text is None)

    def _found(self, what: Given, offer: Offer | None, language: Language, anew: bool) -> list[Any]:
        drop = gr.update(visible=bool(what.file or what.test))
        preview = None
        try:
            preview = what.preview(self.limits)
            rows, test = what.read(self.limits)
        except RowsError as error:
            columns = data.column_updates(preview, language, anew)
            return [note_html(error.says(language), alert=True), *columns, gr.skip(), gr.skip(), drop]
        who = self._who(choices.Kind.of(rows, test), offer, language)
        return [
            data.found_html(rows, test, what.file, what.test, language),
            *data.column_updates(preview, language, anew),
            *who,
            drop,
        ]

    def _who(self, kind: choices.Kind, before: Offer | None, language: Language) -> list[Any]:
        """The contestants to choose from; the reader's choice stays as long as the data are of the same kind."""
        services = self.loader.peek()
        if services is None:
            return [gr.skip(), gr.skip()]
        roster = roster_of(services)
        offer = choices.offer_for(roster, kind)
        names = choices.named(offer, roster, language)
        if offer == before:
            return [gr.update(choices=names), offer]
        return [gr.update(choices=names, value=list(offer.usual)), offer]

    def estimated(self, *values: Any) -> str:
        """How long the check will take; nothing where the data have faults, which are shown elsewhere."""
        *told, language = values
        services = self.loader.peek()
        if services is None:
            return f'<p class="bog-estimate" role="status">{say("check.tab.estimate_waits", language)}</p>'
        from app.bakeoff.estimate import estimate

        try:
            setup = self._setup(told, language)
            found = estimate(setup.rows, roster_of(services), setup.plan, setup.test)
            return estimate_html(found, language)
        except RowsError:
            return ""
        except AppError as error:
            return note_html(str(error), alert=True)

    def begin(self, running: Running, language: Language) -> list[Any]:
        """A check was asked for: progress, result, the part below it, Run and Cancel."""
        running.wanted()
        return [note_html(say("check.tab.queued", language)), "", gr.update(visible=False), *buttons(busy=True)]

    def run(self, running: Running, *values: Any) -> Iterator[list[Any]]:
        """Run it: the run held, progress, result, Run and Cancel."""
        *told, stored, language = values
        running.started = True
        try:
            yield [None, *_busy(note_html(say("check.waiting", language)) if not self.loader.ready else gr.skip())]
            yield from self._watch(running, told, Book.load(stored), language)
        except RowsError as error:
            yield _ended(note_html(error.says(language), alert=True))
        except AppError as error:
            yield _ended(note_html(str(error), alert=True))
        except Exception as error:  # whatever went wrong, the reader gets a message and can try again
            yield _ended(note_html(say("check.tab.broke", language, why=str(error)), alert=True))
        finally:
            running.done = True

    def _watch(self, running: Running, told: Sequence[Any], book: Book, language: Language) -> Iterator[list[Any]]:
        prices = choices.prices_of(*told[GIVEN + PLANNED :])
        setup = self._setup(told, language)
        run = self._dealt(setup)
        partial = monotonic()
        for step in watched(run, running):
            table = gr.skip()
            if step.done and monotonic() - partial >= PARTIAL_EVERY_S:
                table, partial = result.partial_html(run.record(), prices, language), monotonic()
            yield [gr.skip(), *_busy(progress_html(step, language), table)]
        record = run.record()
        if not record.asked:
            yield _ended(note_html(say("check.tab.nothing_measured", language)))
            return
        advice = result.advice_of(book) or self._advice(setup)
        held = result.held(record, prices, setup, advice)
        yield [held, result.finished_html(held, language), gr.skip(), *buttons(busy=False)]

    def _setup(self, told: Sequence[Any], language: Language) -> Setup:
        """What the components ask for.

        Raises:
            AppError: if the rows cannot be used or nobody takes part.
        """
        rows, test = given(*told[:GIVEN]).read(self.limits)
        return Setup(choices.plan_of(language, *told[GIVEN : GIVEN + PLANNED]), rows, test)

    def _dealt(self, setup: Setup) -> "Run":
        """The run of a setup.

        Raises:
            AppError: if the models cannot be had, a contestant cannot take part, or nothing is left to ask.
        """
        from app.bakeoff.estimate import estimate
        from app.bakeoff.run import Run

        roster = roster_of(self.loader.services(WAIT_S))
        expected = estimate(setup.rows, roster, setup.plan, setup.test)
        return Run(setup.rows, roster, setup.plan, setup.test, expected)

    def _advice(self, setup: Setup) -> Advice | None:
        services = self.loader.peek()
        return result.advice_for(setup.rows, services.knowledge) if services else None

    def stop(self, running: Running, language: Language) -> Any:
        """Cancel: end the check within a row, or before it starts."""
        running.stop()
        return note_html(say("check.tab.stopping", language)) if not running.done else gr.skip()

    def stopped(self, running: Running) -> None:
        """Wait until it has ended; one that still stands in the queue has not started and is not waited for."""
        running.wait(LONGEST_STEP_S)

    def idle(self, running: Running, language: Language) -> list[Any]:
        """After Cancel: progress, Run and Cancel."""
        waited = not running.started
        running.done = True
        note = note_html(say("check.tab.nothing_measured", language)) if waited else gr.skip()
        return [note, *buttons(busy=False)]


def roster_of(services: "Services") -> "Roster":
    """The models at hand."""
    from app.bakeoff.contestants.roster import Roster

    return Roster(services.encoder, services.decoder, services.endpoint, services.assistant.turns)


def buttons(busy: bool) -> list[Any]:
    """Run and Cancel, of which one can be pressed."""
    return [gr.update(interactive=not busy), gr.update(interactive=busy)]


def _busy(progress: Any, table: Any = None) -> list[Any]:
    return [progress, gr.skip() if table is None else table, *buttons(busy=True)]


def _ended(note: str) -> list[Any]:
    return [gr.skip(), note, "", *buttons(busy=False)]
