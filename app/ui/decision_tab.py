"""Draws the decision procedure, with the path of the current conversation lit."""

from dataclasses import dataclass
from html import escape
from typing import Any

import gradio as gr

from app.ui.conversation import Book
from app.ui.labels import Labels
from app.ui.loader import Loader
from app.wording import say
from knowledge.schema import Gate, Language, Rules, Weight


@dataclass(frozen=True)
class Decision:
    """The tab's component and how it is drawn."""

    loader: Loader
    tree: gr.HTML

    def draw(self, stored: Any, language: Language) -> str:
        """The procedure, as HTML."""
        services = self.loader.peek()
        if services is None:
            return f'<p class="bog-empty">{say("decision.loading", language)}</p>'
        turns = Book.load(stored).opened().turns
        line = turns[-1].line if turns else None
        lit = frozenset(reason.rule for reason in line.reasons) if line else frozenset()
        return tree_html(services.knowledge.rules, lit, language)


def build(loader: Loader, labels: Labels) -> Decision:
    """Place the tab's component."""
    labels.add(gr.Markdown(say("decision.intro", "en")), value="decision.intro")
    return Decision(loader, gr.HTML(elem_id="tree", js_on_load=None))


def tree_html(rules: Rules, lit: frozenset[str], language: Language) -> str:
    """The three steps as lists; rules whose id is in ``lit`` are outlined."""
    how = say("decision.weights_how", language, encoder=f"{rules.encoder_from:g}", decoder=f"{rules.decoder_to:g}")
    return (
        _step("gates", "", [_rule(rule, rule.id in lit, language) for rule in rules.gates], language)
        + _step("weights", how, [_rule(rule, rule.id in lit, language) for rule in rules.weights], language)
        + _step("overrides", "", [_rule(rule, rule.id in lit, language) for rule in rules.overrides], language)
    )


def _step(name: str, how: str, items: list[str], language: Language) -> str:
    note = f"<p>{escape(how)}</p>" if how else ""
    return f"<h3>{say(f'decision.{name}', language)}</h3>{note}<ul class='bog-tree'>{''.join(items)}</ul>"


def _rule(rule: Gate | Weight, lit: bool, language: Language) -> str:
    if isinstance(rule, Gate):
        leads = say(f"choice.{rule.choice}", language)
    else:
        leads = say("decision.points", language, points=f"{rule.points:+g}")
    text = escape(rule.says.get(language).replace("{", "⟨").replace("}", "⟩"))
    mark = ' class="lit" aria-current="step"' if lit else ""
    return (
        f"<li{mark}>{text} <b>→ {leads}</b><br>"
        f"<small>{say('decision.evidence', language)}: {', '.join(rule.evidence)}</small></li>"
    )
