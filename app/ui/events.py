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


EDITS = """
const show = (chip) => {
  const form = element.querySelector('#' + chip.getAttribute('aria-controls'));
  const open = form.hidden;
  hide();
  if (!open) return;
  chip.setAttribute('aria-expanded', 'true');
  form.hidden = false;
  form.reset?.();
  form.querySelector('input:not([type=hidden]), select, button').focus();
};
const hide = () => {
  for (const form of element.querySelectorAll('.bog-edit')) form.hidden = true;
  for (const chip of element.querySelectorAll('.bog-chip')) chip.setAttribute('aria-expanded', 'false');
};
element.addEventListener('click', (event) => {
  const chip = event.target.closest('button.bog-chip');
  if (chip) show(chip);
});
element.addEventListener('change', (event) => {
  if (event.target.id !== 'add-fact') return;
  for (const form of element.querySelectorAll('form.bog-edit')) form.hidden = form.id !== 'edit-' + event.target.value;
});
element.addEventListener('keydown', (event) => {
  const chip = element.querySelector('.bog-chip[aria-expanded=true]');
  if (event.key !== 'Escape' || !chip) return;
  hide();
  chip.focus();
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target, event.submitter));
  document.querySelector('#panel').dataset.edited = fields.fact;
  trigger('submit', fields);
});
"""
"""Lets the chips of a ``gr.HTML`` open their forms; a sent form is its submit event, which carries the fields."""

FOCUS_CHIP = """
() => {
  const close = () => {
    document.querySelectorAll('#panel .bog-edit').forEach((form) => { form.hidden = true; });
    document.querySelectorAll('#panel .bog-chip').forEach((chip) => chip.setAttribute('aria-expanded', 'false'));
    const fact = document.querySelector('#panel').dataset.edited;
    (document.querySelector('#chip-' + fact) ?? document.querySelector('#chip-add'))?.focus();
  };
  setTimeout(close, 50);
}
"""
"""After an edit: closes the form and puts the focus on the fact's chip, for those who work by keyboard."""


def queued(name: str, at_once: int) -> dict[str, Any]:
    """For what takes a while: all events of one name share a queue, whose place is shown."""
    return {
        "concurrency_id": name,
        "concurrency_limit": at_once,
        "show_progress": "minimal",
        "api_visibility": "private",
    }
