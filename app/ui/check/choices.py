"""What a check is to do: who takes part, on how many rows, at which prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.bakeoff.drawing.numbers import size
from app.bakeoff.plan import Plan
from app.bakeoff.reading.rows import Rows
from app.bakeoff.report import Prices
from app.bakeoff.split import HOLDOUT_FROM
from app.errors import InputError
from app.settings import Settings
from app.ui.labels import Labels
from app.wording import say
from knowledge.schema import Language

if TYPE_CHECKING:
    from app.bakeoff.contestants.roster import Roster

USUAL = Plan()
_DECODERS = ("decoder_zero", "decoder_few", "decoder_free")
_ENCODERS = ("cosine", "frozen", "tuned", "distilled")


@dataclass(frozen=True)
class Kind:
    """What about the rows decides who can take part."""

    pairs: bool
    in_turn: bool
    """Whether so few rows are labelled that they are tested in turn."""

    @classmethod
    def of(cls, rows: Rows, test: Rows | None) -> "Kind":
        """The kind of a table, which may have a separate test file."""
        return cls(rows.pairs, len(rows.labelled) < HOLDOUT_FROM and test is None)


@dataclass(frozen=True)
class Offer:
    """Who can take part, and who does unless the reader chooses otherwise."""

    possible: tuple[str, ...]
    usual: tuple[str, ...]


@dataclass(frozen=True)
class ChoiceParts:
    """The components of the choices."""

    who: gr.CheckboxGroup
    offer: gr.State
    """The :class:`Offer` that ``who`` shows, None before there was one."""
    seed: gr.Number
    most_train: gr.Number
    most_test: gr.Number
    usd_per_hour: gr.Number
    usd_per_label: gr.Number

    @property
    def plan(self) -> list[Any]:
        """What :func:`plan_of` takes, in its order, after the language."""
        return [self.who, self.offer, self.seed, self.most_train, self.most_test]

    @property
    def prices(self) -> list[Any]:
        """What :func:`prices_of` takes, in its order."""
        return [self.usd_per_hour, self.usd_per_label]


def build(labels: Labels, settings: Settings) -> ChoiceParts:
    """Place the components in an accordion that is closed: the defaults are meant to do."""
    usual = Prices()
    with labels.add(gr.Accordion(say("check.tab.choices", "en"), open=False), label="check.tab.choices"):
        who = labels.add(
            gr.CheckboxGroup([], label=say("check.tab.who", "en"), info=say("check.tab.who_info", "en"), elem_id="who"),
            label="check.tab.who",
            info="check.tab.who_info",
        )
        with gr.Row():
            seed = _number(labels, "seed", 0, 0, 2**31 - 1, 0)
            most_train = _number(labels, "most_train", settings.check_train, 2, 20_000, 0)
            most_test = _number(labels, "most_test", settings.check_test, 2, 2_000, 0)
        with gr.Row():
            usd_per_hour = _number(labels, "usd_per_hour", usual.usd_per_hour, 0, 1_000, 4)
            usd_per_label = _number(labels, "usd_per_label", usual.usd_per_label, 0, 1_000, 4)
    return ChoiceParts(who, gr.State(None), seed, most_train, most_test, usd_per_hour, usd_per_label)


def _number(labels: Labels, name: str, value: float, least: float, most: float, digits: int) -> gr.Number:
    key = f"check.tab.{name}"
    made = gr.Number(
        value, label=say(key, "en"), minimum=least, maximum=most, precision=digits, min_width=130, elem_id=name
    )
    return labels.add(made, label=key)


def offer_for(roster: "Roster", kind: Kind) -> Offer:
    """Who can take part in a check of such rows."""
    return Offer(roster.possible(kind.pairs), roster.keys(kind.pairs, kind.in_turn))


def named(offer: Offer, roster: "Roster", language: Language) -> list[tuple[str, str]]:
    """Names with the size of the model, and keys."""
    return [(_name(key, roster, language), key) for key in offer.possible]


def _name(key: str, roster: "Roster", language: Language) -> str:
    name = say(f"check.tab.who_{key}", language)
    models = {
        **dict.fromkeys(_ENCODERS, roster.encoder),
        **dict.fromkeys(_DECODERS, roster.decoder),
        "endpoint": roster.endpoint,
    }
    model = models.get(key)
    if model is None:
        return name
    told = size(getattr(model, "params_m", None), language)
    return f"{name}（{told}）" if language == "zh" else f"{name} ({told})"


def plan_of(
    language: Language,
    who: Sequence[str],
    offer: Offer | None,
    seed: float | None,
    most_train: float | None,
    most_test: float | None,
) -> Plan:
    """The plan of a run; an emptied number stands for its default, and so do contestants nobody could choose yet.

    Raises:
        InputError: if nobody is chosen.
    """
    if offer is not None and not who:
        raise InputError(say("check.tab.nobody", language))
    return Plan(
        seed=int(seed or 0),
        most_train=int(most_train or USUAL.most_train),
        most_test=int(most_test or USUAL.most_test),
        keys=tuple(who),
    )


def prices_of(usd_per_hour: float | None, usd_per_label: float | None) -> Prices:
    """The assumed prices; an emptied number stands for its default."""
    usual = Prices()
    return Prices(
        usd_per_hour=usual.usd_per_hour if usd_per_hour is None else usd_per_hour,
        usd_per_label=usual.usd_per_label if usd_per_label is None else usd_per_label,
    )
