"""Who takes part in a check."""

from langchain_core.language_models.chat_models import BaseChatModel

from app.bakeoff.baseline_contestant import LinearContestant, MajorityContestant
from app.bakeoff.contestant import Contestant
from app.bakeoff.decoder_contestant import DecoderContestant
from app.bakeoff.encoder_contestant import EncoderContestant
from app.models.chat import ChatCompletions
from app.models.encoder import Encoder


def contestants(encoder: Encoder, decoder: BaseChatModel | None) -> list[Contestant]:
    """Encoder, decoder where there is one, linear baseline and majority class."""
    taking_part: list[Contestant] = [EncoderContestant(encoder)]
    if isinstance(decoder, ChatCompletions):
        taking_part.append(DecoderContestant(decoder))
    return [*taking_part, LinearContestant(), MajorityContestant()]
