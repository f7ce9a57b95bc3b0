"""Errors of the knowledge base."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one data file."""

    file: str
    field: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.problem}"


class KnowledgeError(Exception):
    """The knowledge base does not hold together.

    Carries every fault found, so that one run of ``python -m knowledge`` shows
    all that has to be mended.

    Args:
        faults: what is wrong.
        where: what the files belong to.
        command: what shows the faults again.
    """

    def __init__(
        self, faults: list[Fault], where: str = "the knowledge base", command: str = "python -m knowledge"
    ) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(str(fault) for fault in faults)
        super().__init__(f"{len(faults)} fault(s) in {where}; mend the files and run '{command}' again:\n{lines}")
