"""What the page is, what it runs on, and what it does not know."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from app.models.weights import manifest
from app.ui.events import QUIET
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.wording import say
from knowledge.schema import Language

if TYPE_CHECKING:
    from app.wiring import Services

FOLDER = Path(__file__).parent


def about(language: Language) -> str:
    """The text of the tab."""
    return (FOLDER / f"about.{language}.md").read_text(encoding="utf-8")


def build(labels: Labels) -> gr.Markdown:
    """Place the tab's components; returns the one that tells what is running."""
    labels.add(gr.Markdown(about("en"), elem_classes="bog-about"), value=about)
    return gr.Markdown(elem_id="running")


def connect(loader: Loader, running: gr.Markdown, ready: Any, language: Any) -> None:
    """Fill in what is running; ``ready`` is the event that tells that the models may have been loaded."""

    def tell(chosen: Language) -> str:
        services = loader.peek()
        return models_markdown(services, chosen) if services else say("decision.loading", chosen)

    gr.on(
        [ready, language.change],
        tell,
        language,
        running,
        **QUIET,
    )


def models_markdown(services: "Services", language: Language) -> str:
    """The models at work, with their sizes and licences."""
    licences = {item.model: item.licence for item in manifest().values()}
    encoder = services.encoder
    rows = [
        f"| {say('about.encoder', language)} | {encoder.name} | {encoder.params_m:,.0f}M | "
        f"{licences.get(encoder.name, '–')} |"
    ]
    name = services.decoder_name
    if name:
        licence = next((value for model, value in licences.items() if model.endswith(name)), "–")
        size = f"{services.decoder_params_m:,.0f}M" if services.decoder_params_m else "–"
        rows.append(f"| {say('about.decoder', language)} | {name} | {size} | {licence} |")
    elif services.decoder_problem:
        rows.append(f"| {say('about.decoder', language)} | {services.decoder_problem} | – | – |")
    head = f"| | {say('about.model', language)} | {say('about.size', language)} | {say('about.licence', language)} |"
    return "\n".join([head, "|---|---|---|---|", *rows])
