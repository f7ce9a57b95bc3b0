"""The catalogue of models a recommendation can name, as an HTML table."""

from html import escape

from app.ui.units import memory, size
from app.wording import say
from knowledge import Knowledge
from knowledge.schema import Language, Model

_COLUMNS = ("model", "role", "size", "memory", "context", "languages", "licence", "good_for", "as_of")


def models_html(knowledge: Knowledge, language: Language) -> str:
    """All models, by role, the smallest first."""
    ordered = sorted(knowledge.models.values(), key=lambda model: (model.family, model.role, model.params_m))
    heads = "".join(f"<th scope='col'>{say(f'evidence.model.{name}', language)}</th>" for name in _COLUMNS)
    rows = "".join(_row(knowledge, model, language) for model in ordered)
    return (
        f"<p>{say('evidence.models_how', language)}</p><div class='bog-scroll bog-reader'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(knowledge: Knowledge, model: Model, language: Language) -> str:
    active = ""
    if model.active_params_m:
        active = f" ({say('evidence.model.active', language, size=size(model.active_params_m))})"
    unknown = say("evidence.model.unknown", language)
    cells = [
        say(f"evidence.model.roles.{model.role}", language),
        size(model.params_m) + active,
        f"{memory(model.memory_mb(16))} / {memory(model.memory_mb(4))}",
        f"{model.context_tokens:,}" if model.context_tokens else unknown,
        say(f"evidence.model.spoken.{model.languages}", language),
        model.licence or unknown,
        model.good_for.get(language),
    ]
    sources = " ".join(
        f'<a href="{escape(knowledge.sources[key].url)}" target="_blank" rel="noopener noreferrer">{key}</a>'
        for key in model.sources
    )
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return (
        f"<tr class='bog-side-{model.family}'><th scope='row'>{escape(model.name)}</th>{told}"
        f"<td>{model.as_of.isoformat()} <small>{sources}</small></td></tr>"
    )
