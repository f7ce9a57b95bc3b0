"""Who can take part in a check, and who does unless the reader chooses otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.language_models.chat_models import BaseChatModel

from app.bakeoff.contestants.baselines import LinearContestant, MajorityContestant
from app.bakeoff.contestants.contestant import Contestant
from app.bakeoff.contestants.decoders import DecoderContestant
from app.bakeoff.contestants.distilled import DistilledContestant
from app.bakeoff.contestants.encoders import CosineContestant, FrozenContestant
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.contestants.tuned import TunedContestant
from app.bakeoff.record import ContestantKey
from app.errors import InputError
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder
from app.turns import Turns

ORDER: tuple[ContestantKey, ...] = (
    "majority",
    "linear",
    "cosine",
    "frozen",
    "tuned",
    "decoder_zero",
    "decoder_few",
    "decoder_free",
    "endpoint",
    "distilled",
)
"""In which they learn: those that build on others after them."""
FOR_PAIRS: tuple[ContestantKey, ...] = ("cosine",)
FOR_SINGLE_TEXTS: tuple[ContestantKey, ...] = ("tuned",)
NEED_MANY: tuple[ContestantKey, ...] = ("tuned", "decoder_free", "distilled")
"""Left out by default where rows are tested in turn: they would be trained anew for each turn."""
SLOTS = {"decoder_zero": 0, "decoder_few": 1}
"""Which slot of the local server keeps which prompt, so that none drives the other out."""


@dataclass(frozen=True)
class Roster:
    """The models at hand."""

    encoder: Encoder
    decoder: BaseChatModel | None
    endpoint: ChatCompletions | None = None
    """One more decoder, behind a server of its own."""
    turns: Turns = field(default_factory=Turns)
    """Whom a check gives way to between two rows."""

    def keys(self, pairs: bool, in_turn: bool = False) -> tuple[ContestantKey, ...]:
        """Who takes part by default.

        Args:
            pairs: whether rows hold two texts.
            in_turn: whether so few rows are labelled that they are tested in turn.
        """
        chosen = self.possible(pairs)
        return tuple(key for key in chosen if not (in_turn and key in NEED_MANY))

    def possible(self, pairs: bool) -> tuple[ContestantKey, ...]:
        """Who can take part at all."""
        absent = set(FOR_SINGLE_TEXTS if pairs else FOR_PAIRS)
        if not isinstance(self.decoder, ChatCompletions):
            absent |= {"decoder_zero", "decoder_few", "decoder_free", "distilled"}
        if self.endpoint is None:
            absent.add("endpoint")
        return tuple(key for key in ORDER if key not in absent)

    def build(self, keys: Sequence[str], pairs: bool, seed: int) -> tuple[list[Contestant], Readings]:
        """The contestants of a run, and the readings they share.

        Raises:
            InputError: if one of ``keys`` cannot take part.
        """
        possible = self.possible(pairs)
        unknown = [key for key in keys if key not in possible]
        if unknown or not keys:
            raise InputError(f"no contestant {', '.join(unknown) or 'chosen'}; choose from {', '.join(possible)}")
        readings = Readings(self.encoder)
        return [self._one(key, readings, seed) for key in possible if key in keys], readings

    def _one(self, key: ContestantKey, readings: Readings, seed: int) -> Contestant:
        match key:
            case "majority":
                return MajorityContestant()
            case "linear":
                return LinearContestant()
            case "cosine":
                return CosineContestant(readings)
            case "frozen":
                return FrozenContestant(readings)
            case "tuned":
                return TunedContestant(readings, seed)
            case "distilled":
                return DistilledContestant(readings)
        model = self.endpoint if key == "endpoint" else self.decoder
        assert isinstance(model, ChatCompletions)
        slot = SLOTS.get(key.replace("free", "few")) if model.slots > max(SLOTS.values()) else None
        return DecoderContestant(model, key, readings, slot)
