"""Published results of larger decoders as a table, for the page and for a file that stands alone."""

from collections.abc import Sequence
from html import escape

from app.bakeoff.drawing.numbers import short_size
from app.bakeoff.published import Published
from app.wording import say
from knowledge.schema import Language, Measure, Score

_COLUMNS = (
    "evidence.id",
    "evidence.column.measure",
    "check.published.encoder",
    "check.published.score",
    "check.published.decoder",
    "check.published.score",
    "evidence.regime",
)


def published_html(items: Sequence[Published], language: Language, linked: bool = True) -> str:
    """A titled table with every model's size; empty without any results.

    Args:
        items: in the order they are shown.
        language: of the wording.
        linked: whether an id leads to its page (``#open-E001``), which only the app has.
    """
    if not items:
        return ""
    title = escape(say("check.published.title", language))
    heads = "".join(f'<th scope="col">{escape(say(key, language))}</th>' for key in _COLUMNS)
    rows = "".join(_row(item, language, linked) for item in items)
    return (
        f'<section class="bog-run bog-published"><h3>{title}</h3><p>{escape(say("check.published.how", language))}</p>'
        f'<div class="bog-scroll" role="region" tabindex="0" aria-label="{title}"><table class="bog-words">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _row(item: Published, language: Language, linked: bool) -> str:
    key = escape(item.id)
    head = f'<a href="#open-{key}">{key}</a>' if linked else key
    cells = (
        f"{escape(item.measure.dataset)}, {escape(item.measure.metric)} <small>{item.result.year}</small>",
        _model(item.encoder, language),
        _value(item.measure, item.encoder),
        _model(item.decoder, language),
        _value(item.measure, item.decoder),
        escape(say(f"evidence.regimes.{item.result.regime}", language)),
    )
    return f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _model(score: Score, language: Language) -> str:
    if score.params_m is None:
        size = say("check.published.size_unknown", language)
    else:
        size = say("check.published.size", language, size=short_size(score.params_m))
    return f"{escape(score.model)} <small>{escape(size)}</small>"


def _value(measure: Measure, score: Score) -> str:
    """The score as published."""
    return f"{'≈ ' if score.approximate else ''}{score.value:,g}{' %' if measure.unit == '%' else ''}"
