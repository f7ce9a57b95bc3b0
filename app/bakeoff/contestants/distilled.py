"""A small encoder taught by the decoder: no label by people goes into it."""

from app.bakeoff.contestants.encoders import FrozenContestant, short
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.record import ContestantKey, Side


class DistilledContestant(FrozenContestant):
    """The frozen encoder with a head trained on examples whose labels a decoder gave."""

    key: ContestantKey = "distilled"
    side: Side = "hybrid"

    def __init__(self, readings: Readings) -> None:
        super().__init__(readings)
        self.name = f"{short(readings.encoder.name)} taught by the decoder"
