"""Small live comparisons of both models on the user's own text."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Literal

import gradio as gr

from app.demos.continuation import continue_text
from app.demos.similarity import compare_similarity
from app.demos.tokens import Pieces, compare_tokens, llama_tokenize
from app.errors import AppError, DecoderError
from app.models.chat import ChatCompletions
from app.ui.events import queued
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.ui.note import note_html
from app.wording import say
from knowledge.schema import Language

if TYPE_CHECKING:
    from app.wiring import Services

Name = Literal["tokens", "similarity", "continuation"]
WAIT_S = 120
MOST_CHARS = 2000


def build(loader: Loader, labels: Labels, language: gr.Radio) -> None:
    """Place and connect all demos."""
    for name, show in SHOWS.items():
        _place(name, show, loader, labels, language)


def _place(
    name: Name, show: Callable[[str, "Services", Language], str], loader: Loader, labels: Labels, language: gr.Radio
) -> None:
    with labels.add(gr.Accordion(say(f"demo.{name}.title", "en"), open=name == "tokens"), label=f"demo.{name}.title"):
        labels.add(gr.Markdown(_explained(name, "en")), value=partial(_explained, name))
        label = "demo.pairs" if name == "similarity" else "demo.text"
        box = labels.add(
            gr.Textbox(say(f"demo.{name}.example", "en"), label=say(label, "en"), lines=2, elem_id=f"demo-{name}"),
            label=label,
        )
        labels.first.add(box, f"demo.{name}.example")
        button = labels.add(gr.Button(say("demo.run", "en"), size="sm", elem_id=f"run-{name}"), value="demo.run")
        result = gr.HTML(elem_id=f"result-{name}", js_on_load=None)

    def run(text: str, chosen: Language) -> str:
        try:
            return show(text[:MOST_CHARS], loader.services(WAIT_S), chosen)
        except AppError as error:
            return note_html(str(error), alert=True)

    gr.on(
        [button.click, box.submit],
        run,
        [box, language],
        result,
        **queued("demo", 1),
    )


def _explained(name: Name, language: Language) -> str:
    look, limits = say(f"demo.{name}.look", language), say(f"demo.{name}.limits", language)
    return f"**{say('demo.look', language)}:** {look}\n\n**{say('demo.limits', language)}:** {limits}"


def _tokens(text: str, services: "Services", language: Language) -> str:
    decoder = services.decoder
    tokenize = llama_tokenize(decoder) if isinstance(decoder, ChatCompletions) else None
    result = compare_tokens(text, services.encoder, tokenize, services.decoder_name or "decoder")
    sides = [_pieces(result.encoder, "encoder", f"{result.encoder_params_m:,.0f}M", language)]
    if result.decoder:
        sides.append(_pieces(result.decoder, "decoder", _decoder_size(services), language))
    else:
        sides.append(note_html(result.decoder_error or "", alert=True))
    share = say(
        "demo.tokens.share", language, params=f"{result.encoder_params_m:,.0f}", share=f"{result.embedding_share:.0%}"
    )
    return f'<div class="bog-sides">{"".join(sides)}</div><p>{share}</p>'


def _pieces(side: Pieces, kind: str, size: str, language: Language) -> str:
    counts = say("demo.tokens.counts", language, count=side.count, each=f"{side.characters_per_token:.1f}")
    if side.byte_pieces:
        counts = f"{counts}; {say('demo.tokens.bytes', language, count=side.byte_pieces)}"
    pieces = "".join(f"<span>{escape(piece)}</span>" for piece in side.pieces)
    return (
        f'<div class="bog-side-{kind}"><h4>{escape(side.model)} · {size}</h4><p>{counts}</p>'
        f'<p class="bog-pieces">{pieces}</p></div>'
    )


def _similarity(text: str, services: "Services", language: Language) -> str:
    pairs = [_pair(line) for line in text.splitlines() if line.strip()]
    result = compare_similarity(pairs, services.encoder)
    names = ("pair", "pooled", "first")
    head = "".join(f'<th scope="col">{say(f"demo.similarity.{name}", language)}</th>' for name in names)
    body = "".join(
        f"<tr><td>{escape(pair.first)}<br>{escape(pair.second)}</td><td>{pair.pooled:.3f}</td>"
        f"<td>{pair.first_token:.3f}</td></tr>"
        for pair in result.pairs
    )
    foot = (
        f'<tr><th scope="row">{say("demo.similarity.spread", language)}</th><td>{result.pooled_spread:.3f}</td>'
        f"<td>{result.first_token_spread:.3f}</td></tr>"
    )
    title = f"{escape(result.encoder)} · {services.encoder.params_m:,.0f}M"
    return f"<h4>{title}</h4><table><thead><tr>{head}</tr></thead><tbody>{body}{foot}</tbody></table>"


def _pair(line: str) -> tuple[str, str]:
    first, _, second = line.partition("|")
    return first.strip(), second.strip()


def _continuation(text: str, services: "Services", language: Language) -> str:
    decoder = services.decoder
    if not isinstance(decoder, ChatCompletions):
        raise DecoderError(say("note.decoder_off", language))
    result = continue_text(text, decoder)
    speed = say(
        "demo.continuation.speed",
        language,
        tokens=result.tokens,
        ms=f"{result.milliseconds:.0f}",
        speed=f"{result.tokens_per_second:.0f}",
    )
    return (
        f'<div class="bog-sides"><div class="bog-side-encoder"><h4>{escape(services.encoder.name)} · '
        f"{services.encoder.params_m:,.0f}M</h4><p>{say('demo.continuation.encoder', language)}</p></div>"
        f'<div class="bog-side-decoder"><h4>{escape(result.decoder)} · {_decoder_size(services)}</h4><p>{speed}</p>'
        f"<p>{escape(result.prompt)}<mark>{escape(result.text)}</mark></p></div></div>"
    )


def _decoder_size(services: "Services") -> str:
    return f"{services.decoder_params_m:,.0f}M" if services.decoder_params_m else "–"


SHOWS: dict[Name, Callable[[str, "Services", Language], str]] = {
    "tokens": _tokens,
    "similarity": _similarity,
    "continuation": _continuation,
}
