"""How much is read."""

from dataclasses import dataclass

from app.settings import Settings


@dataclass(frozen=True)
class Limits:
    """The most of everything that is accepted; more is refused, never cut."""

    rows: int = 20_000
    bytes: int = 20_000_000
    """Of a file or a paste in UTF-8."""
    classes: int = 150
    chars: int = 100_000
    """Of one text."""


def limits_of(settings: Settings) -> Limits:
    """As the host set them."""
    return Limits(rows=settings.max_rows, bytes=round(settings.max_upload_mb * 1_000_000))
