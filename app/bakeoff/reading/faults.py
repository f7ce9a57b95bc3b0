"""What can be wrong with a table of examples, and the error that lists it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.errors import InputError
from app.wording import say
from knowledge.schema import Language

FaultCode = Literal[
    "empty",
    "too_big",
    "too_many",
    "too_wide",
    "too_long",
    "long_label",
    "not_text",
    "old_excel",
    "password",
    "broken_sheet",
    "no_delimiter",
    "cells",
    "quotes",
    "json",
    "json_field",
    "no_text_column",
    "no_label_column",
    "no_such_column",
    "same_column",
    "no_text",
    "no_second",
    "conflict",
    "few_rows",
    "one_class",
    "many_classes",
    "scores",
    "in_test",
    "test_label",
    "test_pairs",
    "nothing_to_test",
    "not_a_bundle",
]
MOST_FAULTS_SHOWN = 10


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what was found, what was expected."""

    code: FaultCode
    line: int | None
    """Line of the input (row of a spreadsheet), from 1; None when the whole input is meant."""
    found: str
    """In English."""
    expected: str
    """In English."""
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    """What was found, as bare names and numbers, for wording in any language."""

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}found {self.found}; expected {self.expected}"

    def says(self, language: Language) -> str:
        """For the reader; the wording may use ``{line}``, ``{found}``, ``{expected}`` and every one of ``values``."""
        told = {"line": self.line, "found": self.found, "expected": self.expected, **self.values}
        return say(f"check.fault_{self.code}", language, **told)


class RowsError(InputError):
    """A table of examples that cannot be used, with every fault found in it, in the order of lines."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        shown = [str(fault) for fault in self._shown]
        super().__init__("\n".join([*shown, f"and {self._more} more"] if self._more else shown))

    def says(self, language: Language) -> str:
        """The first faults, a line each, and how many more there are, in one language."""
        shown = [fault.says(language) for fault in self._shown]
        more = [say("check.more_faults", language, more=self._more)] if self._more else []
        return "\n".join([*shown, *more])

    @property
    def _shown(self) -> tuple[Fault, ...]:
        return self.faults[:MOST_FAULTS_SHOWN]

    @property
    def _more(self) -> int:
        return len(self.faults) - len(self._shown)
