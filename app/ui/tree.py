"""Draws the decision procedure as a tree that can be clicked through, its path lit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from app.assistant import Standing
from app.decision import tree
from app.decision.asking import with_assumptions
from app.decision.conditions import facts_of
from app.decision.render import filled, is_assumed, placeholders
from app.decision.tree import KNOWN, SCORE, Answers, Walk
from app.ui.branches import Node, State, colour, current, head_html, leaf_html, links_html, state_of
from app.ui.facts import value_text
from app.understanding.profile import TaskProfile
from app.wording import listed, named, pick, say
from knowledge import Knowledge
from knowledge.schema import Condition, Gate, Language, Text, Weight

PROCEDURE_CARD = "E2"
"""The card about the procedure itself, cited where a node is no rule of its own."""


@dataclass(frozen=True)
class Path:
    """What the tree is drawn for: a conversation's answers, and the reader's own on top of them."""

    standing: Standing | None = None
    """None where the conversation is not about a task."""
    own: Answers = field(default_factory=dict)
    """Answers that the reader gave by clicking."""


@dataclass(frozen=True)
class _Drawing:
    """All that drawing one node needs."""

    knowledge: Knowledge
    language: Language
    profile: TaskProfile | None
    """The conversation's, with what is assumed."""
    told: Answers
    """The conversation's answers."""
    own: Answers
    answers: Answers
    """Both together."""
    walk: Walk
    places: Mapping[str, int]
    """Number of each node, by id."""

    def say(self, key: str, **values: object) -> str:
        return escape(say(f"tree.{key}", self.language, **values))

    def text(self, text: Text) -> str:
        return escape(text.get(self.language))

    def state(self, key: str) -> State:
        return state_of(key, self.walk.passed, self.walk.leaf is not None)


def tree_html(knowledge: Knowledge, path: Path, language: Language) -> str:
    """The whole procedure; answers are buttons whose ``data-to`` names what they answer."""
    drawing = _drawing(knowledge, path, language)
    rules = knowledge.rules
    steps = (
        ("gates", rules.gates[0].id, [_rule(drawing, rule) for rule in rules.gates]),
        ("overrides", rules.overrides[0].id, [_rule(drawing, rule) for rule in rules.overrides]),
        ("weighing", KNOWN, [_known(drawing), _scales(drawing)]),
    )
    drawn = "".join(
        f"<h4 class='bog-step {drawing.state(first)}'>{drawing.say(name)}</h4>"
        f"<ol class='bog-spine'>{''.join(nodes)}</ol>"
        for name, first, nodes in steps
    )
    return (
        f"<h3>{drawing.say('procedure')}</h3>"
        f"<div class='bog-walk {colour(drawing.walk.leaf)}'>{_outcome(drawing)}{drawn}</div>"
    )


def told_by(knowledge: Knowledge, standing: Standing | None) -> Answers:
    """A conversation's answers to every question of the tree; none where it is not about a task."""
    return tree.answers_of(standing.profile, knowledge.rules, standing.skipped) if standing else {}


def _drawing(knowledge: Knowledge, path: Path, language: Language) -> _Drawing:
    rules, standing = knowledge.rules, path.standing
    told = told_by(knowledge, standing)
    answers = {**told, **path.own}
    order = (*(rule.id for rule in tree.settling(rules)), KNOWN, SCORE)
    return _Drawing(
        knowledge=knowledge,
        language=language,
        profile=with_assumptions(standing.profile, rules, standing.skipped) if standing else None,
        told=told,
        own=path.own,
        answers=answers,
        walk=tree.walk(rules, answers),
        places={key: place for place, key in enumerate(order, start=1)},
    )


def _outcome(drawing: _Drawing) -> str:
    """Where the path ends, as a live region, and the way back to the conversation's own answers."""
    walk = drawing.walk
    if walk.leaf is None:
        text = drawing.say("open", place=drawing.places[walk.passed[-1]])
    elif walk.leaf == "ask":
        text = drawing.say("leads_to_ask")
    else:
        choice = say(f"choice_title.{walk.leaf}", drawing.language)
        text = drawing.say("leans_to" if walk.leaning else "leads_to", choice=choice)
    whose = drawing.say("own" if drawing.own else "conversation" if drawing.told else "nobody")
    back = drawing.say("reset" if drawing.told else "clear")
    # Never taken away: the focus would be lost with it.
    reset = f"<button type='button' data-to='reset' aria-disabled='{_flag(not drawing.own)}'>{back}</button>"
    return f"<div class='bog-leads'><p role='status'><strong>{text}</strong> <span>{whose}</span></p>{reset}</div>"


def _rule(drawing: _Drawing, rule: Gate) -> str:
    return Node(
        key=rule.id,
        state=drawing.state(rule.id),
        place=drawing.places[rule.id],
        asks=drawing.text(rule.asks),
        told=_told(drawing, rule),
        end=_answer(drawing, rule.id, True),
        leaf=leaf_html(rule.choice, drawing.language),
        on=_answer(drawing, rule.id, False),
        below=_evidence(drawing, *rule.evidence) + _why(drawing, rule),
    ).html()


def _known(drawing: _Drawing) -> str:
    """The question whether enough is known to weigh; here it is the no that ends the path."""
    return Node(
        key=KNOWN,
        state=drawing.state(KNOWN),
        place=drawing.places[KNOWN],
        asks=drawing.say("known"),
        told=drawing.say("own_answer") if KNOWN in drawing.own else "",
        end=_answer(drawing, KNOWN, False),
        leaf=f"<span class='bog-leaf bog-to-none'>{drawing.say('asks_back')}</span>",
        on=_answer(drawing, KNOWN, True),
        below=_evidence(drawing, PROCEDURE_CARD) + _fold(drawing, KNOWN, f"<p>{drawing.say('known_why')}</p>"),
    ).html()


def _answer(drawing: _Drawing, key: str, given: bool) -> str:
    word = "yes" if given else "no"
    pressed = _flag(drawing.answers.get(key) is given)
    return f"<button type='button' data-to='{word}-{key}' aria-pressed='{pressed}'>{drawing.say(word)}</button>"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _told(drawing: _Drawing, rule: Gate | Weight) -> str:
    """What of the conversation answered a question with yes, or what is missing for it."""
    profile, language = drawing.profile, drawing.language
    if rule.id in drawing.own:
        return drawing.say("own_answer")
    if profile is None:
        return ""
    if drawing.told[rule.id]:
        facts = listed((_fact(drawing, profile, name) for name in facts_of(rule, profile)), language)
        return drawing.say("told", facts=facts) if facts else ""
    missing = listed((say(f"fact.{name}", language) for name in tree.unstated(rule, profile)), language)
    return drawing.say("unstated", facts=missing) if missing else ""


def _fact(drawing: _Drawing, profile: TaskProfile, name: str) -> str:
    fact = next(fact for key, fact in profile.facts.items() if key == name)
    shown = value_text(name, fact.value, drawing.knowledge, drawing.language)
    if is_assumed(fact):
        shown = say("tree.assumed", drawing.language, value=shown)
    return named(say(f"fact.{name}", drawing.language), shown, drawing.language)


def _evidence(drawing: _Drawing, *keys: str) -> str:
    links = links_html(keys, drawing.knowledge, drawing.language)
    return f"<p class='bog-rests'>{drawing.say('evidence')} {links}</p>"


def _why(drawing: _Drawing, rule: Gate | Weight) -> str:
    """What a yes means, and its exact conditions, folded away."""
    groups = (("all_of", rule.when), ("any_of", rule.any_of), ("none_of", rule.unless))
    conditions = "".join(
        f"<li>{drawing.say(name)}<ul>{''.join(_condition(drawing, item) for item in items)}</ul></li>"
        for name, items in groups
        if items
    )
    return _fold(drawing, rule.id, f"<p>{escape(_sentence(drawing, rule))}</p><ul>{conditions}</ul>")


def _fold(drawing: _Drawing, key: str, inside: str) -> str:
    return f"<details id='why-{key}'><summary>{drawing.say('why')}</summary>{inside}</details>"


def _sentence(drawing: _Drawing, rule: Gate | Weight) -> str:
    """A rule's sentence, with the conversation's figures where it holds there, else with words for any figure."""
    if drawing.profile is not None and drawing.told[rule.id]:
        return filled(rule.says, drawing.profile, drawing.language)
    wording, any_figure = rule.says.get(drawing.language), pick("tree.any_figure", drawing.language)
    return wording.format(**{name: any_figure[name] for name in placeholders(wording)})


def _condition(drawing: _Drawing, condition: Condition) -> str:
    return f"<li>{escape(condition_text(condition, drawing.knowledge, drawing.language))}</li>"


def condition_text(condition: Condition, knowledge: Knowledge, language: Language) -> str:
    """A condition in words: ``labelled examples: 200 or more``."""
    return named(say(f"fact.{condition.fact}", language), _test_text(condition, knowledge, language), language)


def _test_text(condition: Condition, knowledge: Knowledge, language: Language) -> str:
    def shown(value: object) -> str:
        return value_text(condition.fact, value, knowledge, language)

    if condition.known is not None:
        return say("tree.is_known" if condition.known else "tree.is_unknown", language)
    if condition.outside is not None:
        return say("tree.outside", language)
    if condition.at_least is not None:
        return say("tree.at_least", language, value=shown(condition.at_least))
    if condition.below is not None:
        return say("tree.below", language, value=shown(condition.below))
    return say("tree.or", language).join(shown(value) for value in condition.one_of or ())


def _scales(drawing: _Drawing) -> str:
    """The weights as switches, their sum, and the three ends it can have."""
    score = tree.score(drawing.knowledge.rules, drawing.answers)
    reached = drawing.walk.score is not None
    total = drawing.say("sum" if reached else "sum_unused", score=f"{score:+g}")
    rows = "".join(_weight(drawing, weight) for weight in drawing.knowledge.rules.weights)
    state = drawing.state(SCORE)
    return (
        f"<li class='bog-node bog-last {state}' id='node-{SCORE}'{current(state)}>"
        f"{head_html(SCORE, drawing.places[SCORE], drawing.say('weigh'))}"
        f"<div class='bog-below'><p>{drawing.say('weigh_how')}</p><ul class='bog-weights'>{rows}</ul>"
        f"<p class='bog-sum'><b>{total}</b></p>{_beam(drawing, score)}{_evidence(drawing, PROCEDURE_CARD)}</div></li>"
    )


def _beam(drawing: _Drawing, score: float) -> str:
    """The sum on a scale from the most that speaks for a decoder to the most for an encoder, and what it means."""
    rules, language = drawing.knowledge.rules, drawing.language
    least = sum(weight.points for weight in rules.weights if weight.points < 0)
    most = sum(weight.points for weight in rules.weights if weight.points > 0)

    def at(points: float) -> str:
        return f"{100 * (points - least) / (most - least):.1f}%"

    style = f"--low:{at(rules.decoder_to)};--high:{at(rules.encoder_from)};--at:{at(score)}"
    decoder, encoder = (say(f"choice_title.{side}", language) for side in ("decoder", "encoder"))
    lit = _lit(drawing)
    ends = (
        ("decoder", drawing.say("to_decoder", points=f"{rules.decoder_to:+g}", choice=decoder)),
        ("between", drawing.say("between")),
        ("encoder", drawing.say("to_encoder", points=f"{rules.encoder_from:+g}", choice=encoder)),
    )
    legend = "".join(f"<li class='{name}{' lit' if name == lit else ''}'>{text}</li>" for name, text in ends)
    return (
        f"<div class='bog-beam' style='{style}' aria-hidden='true'><i></i></div><ul class='bog-beam-ends'>{legend}</ul>"
    )


def _lit(drawing: _Drawing) -> str:
    """The end that the sum has, where the path comes to it."""
    walk = drawing.walk
    return "" if walk.score is None else "between" if walk.leaning else str(walk.leaf)


def _weight(drawing: _Drawing, weight: Weight) -> str:
    on = drawing.answers.get(weight.id, False)
    side = "encoder" if weight.points > 0 else "decoder"
    # The name stays while pressing flips it, so that the focus and a screen reader stay with the same button.
    return (
        f"<li class='{colour(side)}'><button type='button' data-to='{'no' if on else 'yes'}-{weight.id}'"
        f" aria-pressed='{_flag(on)}'><span>{drawing.text(weight.asks)}</span><b>{weight.points:+g}</b></button>"
        f"<p class='bog-told'>{_told(drawing, weight)}</p>"
        f"{_evidence(drawing, *weight.evidence)}{_why(drawing, weight)}</li>"
    )
