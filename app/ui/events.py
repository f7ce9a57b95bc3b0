"""How the page's own events are connected; none of them is part of the public API."""

from typing import Any

QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""For what answers within a moment."""


def queued(name: str, at_once: int) -> dict[str, Any]:
    """For what takes a while: all events of one name share a queue, whose place is shown."""
    return {
        "concurrency_id": name,
        "concurrency_limit": at_once,
        "show_progress": "minimal",
        "api_visibility": "private",
    }
