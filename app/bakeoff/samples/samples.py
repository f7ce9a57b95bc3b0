"""The sample tables, by name."""

from dataclasses import dataclass
from pathlib import Path

from app.wording import say
from knowledge.schema import Language

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """One table of labelled texts, as CSV with the header ``text,label``."""

    key: str
    language: Language
    """Language its texts are written in."""
    classes: int
    rows: int

    def title(self, language: Language) -> str:
        """For the reader; the wording may use ``{rows}`` and ``{classes}``."""
        return say(f"check.sample_{self.key}", language, rows=self.rows, classes=self.classes)

    def text(self) -> str:
        """The table itself, for :func:`app.bakeoff.rows.parse_rows`."""
        return (_FOLDER / f"{self.key}.csv").read_text(encoding="utf-8")


SAMPLES: tuple[Sample, ...] = (
    Sample("tickets_en", "en", classes=4, rows=40),
    Sample("reviews_zh", "zh", classes=2, rows=40),
    Sample("intents_en", "en", classes=3, rows=30),
)


def sample(key: str) -> Sample:
    """The sample of that name.

    Raises:
        KeyError: if there is none.
    """
    return {item.key: item for item in SAMPLES}[key]
