"""Draws encoder scores against decoder scores, and counts who won, as HTML.

Drawn here as SVG because a point opens its result, colours follow the page's theme, and the words its language; the
plots that come with Gradio report no click on a point and draw no diagonal.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

from app.ui.evidence.filters import WINNERS, Pair, pairs
from app.wording import say
from knowledge.schema import Language, Result

_SIDE = 320
"""Side of the plotted square, in units of the drawing."""
_MARGIN = 44
_TICKS = (0, 25, 50, 75, 100)


def chart_html(results: Sequence[Result], language: Language) -> str:
    """Both charts over the results that are shown."""
    return f'<div class="bog-charts">{_scatter(pairs(results), language)}{_counts(results, language)}</div>'


def _scatter(points: Sequence[Pair], language: Language) -> str:
    title = say("evidence.chart.title", language)
    if not points:
        return f"<figure><h3>{title}</h3><p class='bog-empty'>{say('evidence.chart.no_pairs', language)}</p></figure>"
    ahead = Counter("encoder" if p.encoder_score > p.decoder_score else "decoder" for p in points)
    level = sum(p.encoder_score == p.decoder_score for p in points)
    told = say(
        "evidence.chart.told",
        language,
        pairs=len(points),
        results=len({point.result.id for point in points}),
        encoder=ahead["encoder"],
        decoder=ahead["decoder"] - level,
        level=level,
    )
    size = _SIDE + _MARGIN + 12
    drawn = "".join(_point(point, language) for point in points)
    axes = "".join(_ticks(value) for value in _TICKS)
    return (
        f"<figure><h3>{title}</h3>"
        f'<svg viewBox="0 0 {size} {size}" role="img" aria-label="{escape(told)}">'
        f'<rect class="half" x="{_MARGIN}" y="8" width="{_SIDE}" height="{_SIDE}"/>'
        f'<line class="level" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(100)}" y2="{_y(100)}"/>{axes}'
        f'<text class="side-encoder" x="{_x(4)}" y="{_y(94)}">{say("evidence.chart.above", language)}</text>'
        f'<text class="side-decoder" x="{_x(97)}" y="{_y(4)}" text-anchor="end">'
        f"{say('evidence.chart.below', language)}</text>"
        f'<text class="axis" x="{_x(50)}" y="{size - 4}" text-anchor="middle">'
        f"{say('evidence.chart.decoder', language)}</text>"
        f'<text class="axis" x="11" y="{_y(50)}" text-anchor="middle" transform="rotate(-90 11 {_y(50)})">'
        f"{say('evidence.chart.encoder', language)}</text>{drawn}</svg>"
        f"<figcaption>{told} {say('evidence.chart.how', language)}</figcaption></figure>"
    )


def _point(point: Pair, language: Language) -> str:
    side = "encoder" if point.encoder_score > point.decoder_score else "decoder"
    side = "level" if point.encoder_score == point.decoder_score else side
    told = say(
        "evidence.chart.point",
        language,
        id=point.result.id,
        year=point.result.year,
        name=point.name,
        regime=say(f"evidence.regimes.{point.result.regime}", language),
        encoder=point.encoder,
        encoder_score=f"{point.encoder_score:.4g}",
        decoder=point.decoder,
        decoder_score=f"{point.decoder_score:.4g}",
    )
    return (
        # Out of the tab order: the table below holds the same results, a key press each.
        f'<a href="#open-{point.result.id}" tabindex="-1"><circle class="side-{side}" '
        f'cx="{_x(point.decoder_score)}" cy="{_y(point.encoder_score)}" r="4.5">'
        f"<title>{escape(told)}</title></circle></a>"
    )


def _ticks(value: int) -> str:
    return (
        f'<text class="tick" x="{_x(value)}" y="{_y(0) + 13}" text-anchor="middle">{value}</text>'
        f'<text class="tick" x="{_MARGIN - 5}" y="{_y(value) + 4}" text-anchor="end">{value}</text>'
    )


def _x(score: float) -> float:
    return round(_MARGIN + score / 100 * _SIDE, 1)


def _y(score: float) -> float:
    return round(8 + (1 - score / 100) * _SIDE, 1)


def _counts(results: Sequence[Result], language: Language) -> str:
    won: Counter[str] = Counter(result.winner for result in results)
    most = max(won.values(), default=1)
    rows = "".join(
        f"<tr><th scope='row'>{say(f'evidence.side.{name}', language)}</th>"
        f"<td><span class='bog-bar side-{name}' style='width: {100 * won[name] / most:.0f}%'></span></td>"
        f"<td>{won[name]}</td></tr>"
        for name in WINNERS
        if won[name]
    )
    return (
        f"<figure><h3>{say('evidence.chart.counts', language)}</h3><table class='bog-counts'>{rows}</table>"
        f"<figcaption>{say('evidence.chart.counts_how', language)}</figcaption></figure>"
    )
