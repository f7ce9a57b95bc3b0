"""A line of its own that screen readers announce."""

from html import escape


def note_html(text: str, alert: bool = False) -> str:
    """One line, announced to screen readers; line breaks are kept."""
    role = "alert" if alert else "status"
    return f'<div class="bog-note" role="{role}">{escape(text).replace(chr(10), "<br>")}</div>'
