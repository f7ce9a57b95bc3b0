"""The sample tables, by name."""

from dataclasses import dataclass
from pathlib import Path

from app.wording import say
from knowledge.schema import Language

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """One table of texts and labels, as CSV with the header ``text,label``."""

    key: str
    language: Language
    """Language its texts are written in; ``en`` for the table whose texts are half English, half Chinese."""
    classes: int
    rows: int
    """All rows, those without a label included."""

    def title(self, language: Language) -> str:
        """For the reader; the wording may use ``{rows}`` and ``{classes}``."""
        return say(f"check.sample_{self.key}", language, rows=self.rows, classes=self.classes)

    def text(self) -> str:
        """The table itself, for :func:`app.bakeoff.reading.read.read_text`."""
        return (_FOLDER / f"{self.key}.csv").read_text(encoding="utf-8")


SAMPLES: tuple[Sample, ...] = (
    Sample("tickets_en", "en", classes=4, rows=240),
    Sample("intents_zh_en", "en", classes=8, rows=200),
    Sample("reviews_zh", "zh", classes=3, rows=210),
)
_BEST_FIRST_ZH = ("reviews_zh", "intents_zh_en", "tickets_en")


def samples_for(language: Language) -> tuple[Sample, ...]:
    """All samples, the one a reader of that language understands best first."""
    return tuple(sample(key) for key in _BEST_FIRST_ZH) if language == "zh" else SAMPLES


def sample(key: str) -> Sample:
    """The sample of that name.

    Raises:
        KeyError: if there is none.
    """
    return {item.key: item for item in SAMPLES}[key]
