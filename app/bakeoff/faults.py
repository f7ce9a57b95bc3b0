"""What can be wrong with a table of examples, and the error that lists it."""

from dataclasses import dataclass
from typing import Literal

from app.errors import InputError
from app.wording import say
from knowledge.schema import Language

FaultCode = Literal[
    "empty",
    "too_many",
    "no_delimiter",
    "no_text_column",
    "no_label_column",
    "cells",
    "no_text",
    "quotes",
    "json",
    "json_field",
    "conflict",
    "one_class",
    "nothing_to_test",
    "too_big",
    "not_text",
]
MOST_FAULTS_SHOWN = 10


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what was found, what was expected."""

    code: FaultCode
    line: int | None
    """Line of the input, from 1; None when the whole input is meant."""
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}found {self.found}; expected {self.expected}"

    def says(self, language: Language) -> str:
        """For the reader; the wording may use ``{line}``, ``{found}`` and ``{expected}``."""
        return say(f"check.fault_{self.code}", language, line=self.line, found=self.found, expected=self.expected)


class RowsError(InputError):
    """A table of examples that cannot be used, with every fault found in it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        shown = [str(fault) for fault in faults[:MOST_FAULTS_SHOWN]]
        more = len(faults) - len(shown)
        super().__init__("\n".join([*shown, f"and {more} more"] if more else shown))

    def says(self, language: Language) -> str:
        """All faults shown, a line each, in one language."""
        return "\n".join(fault.says(language) for fault in self.faults[:MOST_FAULTS_SHOWN])
