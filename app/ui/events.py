"""How the page's own events are connected; none of them is part of the public API."""

from typing import Any

QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""For what answers within a moment."""


LINKS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-to]');
  if (button) trigger('select', {to: button.dataset.to});
  const link = event.target.closest('a[href^="#open-"], a[href^="#tab-"]');
  if (!link) return;
  event.preventDefault();
  trigger('click', {to: link.getAttribute('href').slice(1)});
});
"""
"""Makes links inside a ``gr.HTML`` its click event, and buttons its select event; ``to`` carries where they lead."""

UNFOLDED = """
const unfolded = new Set();
element.addEventListener('toggle', ({target}) => unfolded[target.open ? 'add' : 'delete'](target.id), true);
watch('value', () => unfolded.forEach((id) => element.querySelector(`#${id}`)?.setAttribute('open', '')));
"""
"""Leaves open what the reader unfolded when the ``gr.HTML`` around it is drawn anew."""


def queued(name: str, at_once: int) -> dict[str, Any]:
    """For what takes a while: all events of one name share a queue, whose place is shown."""
    return {
        "concurrency_id": name,
        "concurrency_limit": at_once,
        "show_progress": "minimal",
        "api_visibility": "private",
    }
