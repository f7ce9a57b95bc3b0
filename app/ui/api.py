"""Endpoints for scripts: the same answers as the command line's."""

from typing import Any

from gradio import api as gr_api  # type: ignore[attr-defined]  # exported, but not listed

from app import batch
from app.ui.loader import Loader

WAIT_S = 120
"""Longest time a call waits for the models to load."""


def add_api(loader: Loader) -> None:
    """Add ``/ask`` and ``/retrieve`` to the page that is being built."""

    def ask(question: str) -> dict[str, Any]:
        """Which model family fits a text task, with reasons, evidence and what would change the answer.

        Args:
            question: the task or question, in English or Chinese.
        """
        assistant = loader.services(WAIT_S).assistant
        line: dict[str, Any] = batch.ask_one(assistant, "1", question).model_dump(mode="json")
        return line

    def retrieve(question: str, k: int = 10) -> dict[str, Any]:
        """Find the knowledge cards that answer a question.

        Args:
            question: the question, in English or Chinese.
            k: how many cards.
        """
        services = loader.services(WAIT_S)
        found = batch.retrieve(services.retriever, services.answerability, "1", question, k)
        line: dict[str, Any] = found.model_dump(mode="json")
        return line

    gr_api(ask, api_name="ask", concurrency_limit=2)
    gr_api(retrieve, api_name="retrieve", concurrency_limit=2)
