"""Draws the decision procedure as a tree that can be clicked through, its path lit."""

from dataclasses import dataclass, field, replace
from html import escape

from app.decision import tree
from app.decision.asking import with_assumptions
from app.decision.conditions import facts_of
from app.decision.tree import KNOWN, SCORE, Answers, Walk
from app.ui.facts import fact_text
from app.understanding.profile import FactName, TaskProfile
from app.wording import keys, listed, say
from knowledge import Knowledge
from knowledge.schema import Condition, Gate, Language, Rules, Weight


@dataclass(frozen=True)
class Path:
    """What the tree is drawn for: a conversation's answers, and the reader's own on top of them."""

    profile: TaskProfile | None = None
    """None without a conversation about a task."""
    skipped: frozenset[FactName] = frozenset()
    own: Answers = field(default_factory=dict)
    """Answers that the reader gave by clicking."""


@dataclass(frozen=True)
class _Drawing:
    """All that drawing one node needs."""

    rules: Rules
    path: Path
    answers: Answers
    walk: Walk
    language: Language

    def say(self, key: str, **values: object) -> str:
        return escape(say(f"tree.{key}", self.language, **values))


def tree_html(knowledge: Knowledge, path: Path, language: Language) -> str:
    """The whole procedure; answers are buttons whose ``data-to`` names what they answer."""
    rules = knowledge.rules
    if path.profile is not None:
        path = replace(path, profile=with_assumptions(path.profile, rules, path.skipped))
    told = tree.answers_of(path.profile, rules, path.skipped) if path.profile else {}
    answers = {**told, **path.own}
    drawing = _Drawing(rules, path, answers, tree.walk(rules, answers), language)
    gates = "".join(_rule(drawing, rule, place) for place, rule in enumerate(rules.gates, start=1))
    count = len(rules.gates)
    rest = "".join(_rule(drawing, rule, place) for place, rule in enumerate(rules.overrides, start=count + 1))
    count += len(rules.overrides)
    end = _known(drawing, count + 1) + _scales(drawing, count + 2)
    steps = (("gates", gates), ("overrides", rest), ("weighing", end))
    return _outcome(drawing) + "".join(
        f"<h3>{drawing.say(name)}</h3><ol class='bog-spine'>{nodes}</ol>" for name, nodes in steps
    )


def _outcome(drawing: _Drawing) -> str:
    """Where the path ends, as a live region, and the way back to the conversation's own answers."""
    walk, path = drawing.walk, drawing.path
    if walk.leaf is None:
        text = drawing.say("open")
    elif walk.leaf == "ask":
        text = drawing.say("leads_to_ask")
    else:
        choice = say(f"choice.{walk.leaf}", drawing.language)
        text = drawing.say("leans_to" if walk.leaning else "leads_to", choice=choice)
    whose = drawing.say("own" if path.own else "conversation" if path.profile else "nobody")
    reset = f" <button type='button' data-to='reset'>{drawing.say('reset')}</button>" if path.own else ""
    return (
        f"<div class='bog-outcome bog-ends {_colour(walk.leaf)}' role='status' aria-live='polite'>"
        f"<strong>{text}</strong><p>{whose}{reset}</p></div>"
    )


def _colour(leaf: str | None) -> str:
    return f"bog-{leaf.replace(':', '-')}" if leaf else ""


def _rule(drawing: _Drawing, rule: Gate, place: int) -> str:
    leaf = f"<span class='bog-leaf {_colour(rule.choice)}'>{say(f'choice.{rule.choice}', drawing.language)}</span>"
    below = _told(drawing, rule) + _why(drawing, rule)
    return _node(drawing, rule.id, f"<b>{place}</b> {escape(rule.asks.get(drawing.language))}", leaf, below)


def _known(drawing: _Drawing, place: int) -> str:
    """The question whether enough is known to weigh; here it is the no that ends the path."""
    leaf = f"<span class='bog-leaf'>{drawing.say('asks_back')}</span>"
    below = f"<p class='bog-told'>{drawing.say('known_why')}</p>"
    return _node(drawing, KNOWN, f"<b>{place}</b> {drawing.say('known')}", leaf, below, ends=False)


def _node(drawing: _Drawing, key: str, asks: str, leaf: str, below: str, ends: bool = True) -> str:
    """One question with its two answers; the answer ``ends`` leads to the leaf, the other one on."""
    end, on = _answer(drawing, key, ends), _answer(drawing, key, not ends)
    branch = f"<span class='bog-end'>{end}<span class='bog-line' aria-hidden='true'></span>{leaf}</span>{on}"
    return (
        f"<li class='bog-node {_state(drawing, key)}' id='node-{key}'{_current(drawing, key)}>"
        f"<p class='asks' id='asks-{key}'>{asks}</p>"
        f"<div class='bog-branch' role='group' aria-labelledby='asks-{key}'>{branch}</div>{below}</li>"
    )


def _state(drawing: _Drawing, key: str) -> str:
    if key not in drawing.walk.passed:
        return "beyond"
    if drawing.walk.passed[-1] != key:
        return "passed"
    return "here" if drawing.walk.leaf is None else "ended"


def _current(drawing: _Drawing, key: str) -> str:
    return " aria-current='step'" if drawing.walk.passed[-1] == key else ""


def _answer(drawing: _Drawing, key: str, given: bool) -> str:
    word = "yes" if given else "no"
    pressed = "true" if drawing.answers.get(key) is given else "false"
    return f"<button type='button' data-to='{word}-{key}' aria-pressed='{pressed}'>{drawing.say(word)}</button>"


def _told(drawing: _Drawing, rule: Gate | Weight) -> str:
    """What of the conversation answered a question with yes, or what is missing for it."""
    profile, language = drawing.path.profile, drawing.language
    if profile is None or rule.id in drawing.path.own:
        return ""
    if drawing.answers.get(rule.id):
        facts = [
            f"{say(f'fact.{name}', language)}: {fact_text(name, profile.value(name), language)}"
            for name in facts_of(rule, profile)
        ]
        return f"<p class='bog-told'>{escape(listed(facts, language))}</p>" if facts else ""
    missing = listed((say(f"fact.{name}", language) for name in tree.unstated(rule, profile)), language)
    return f"<p class='bog-told'>{drawing.say('unstated', facts=missing)}</p>" if missing else ""


def _why(drawing: _Drawing, rule: Gate | Weight) -> str:
    """What the answer means, its exact conditions and the evidence behind it, folded away."""
    language = drawing.language
    says = rule.says.get(language).replace("{", "").replace("}", "")
    for name in ("labels", "p95_ms", "items_per_day"):
        says = says.replace(name, "…")
    groups = (("all_of", rule.when), ("one_of", rule.any_of), ("none_of", rule.unless))
    conditions = "".join(
        f"<li>{drawing.say(name)} {escape(listed((condition_text(item, language) for item in items), language))}</li>"
        for name, items in groups
        if items
    )
    links = " ".join(f"<a href='#open-{key}'>{key}</a>" for key in rule.evidence)
    return (
        f"<details><summary>{drawing.say('why')}</summary><p>{escape(says)}</p><ul>{conditions}</ul>"
        f"<p>{drawing.say('evidence')} {links}</p></details>"
    )


def condition_text(condition: Condition, language: Language) -> str:
    """A condition in words: ``labelled examples: 200 or more``."""
    name = say(f"fact.{condition.fact}", language)
    if condition.known is not None:
        return f"{name}: {say('tree.is_known' if condition.known else 'tree.is_unknown', language)}"
    if condition.at_least is not None:
        return (
            f"{name}: {say('tree.at_least', language, value=fact_text(condition.fact, condition.at_least, language))}"
        )
    if condition.below is not None:
        return f"{name}: {say('tree.below', language, value=fact_text(condition.fact, condition.below, language))}"
    if condition.outside is not None:
        return f"{name}: {say('tree.outside', language)}"
    values = [_value_text(condition.fact, value, language) for value in condition.one_of or ()]
    return f"{name}: {say('tree.or', language).join(values)}"


def _value_text(fact: str, value: object, language: Language) -> str:
    key = f"kind.{value}" if fact == "task" else ""
    return say(key, language) if key in keys() else fact_text(fact, value, language)


def _scales(drawing: _Drawing, place: int) -> str:
    """The weights as switches, their sum, and the three ends it can have."""
    rules, walk = drawing.rules, drawing.walk
    rows = "".join(_weight(drawing, weight) for weight in rules.weights)
    total = drawing.say("sum", score=f"{walk.score:+g}") if walk.score is not None else drawing.say("not_reached")
    ends = "".join(
        f"<li class='{'lit' if lit else ''}'>{drawing.say(name, points=f'{points:+g}')}</li>"
        for name, points, lit in (
            ("to_encoder", rules.encoder_from, walk.score is not None and walk.score >= rules.encoder_from),
            ("between", 0.0, walk.leaning),
            ("to_decoder", rules.decoder_to, walk.score is not None and walk.score <= rules.decoder_to),
        )
    )
    return (
        f"<li class='bog-node {_state(drawing, SCORE)}' id='node-{SCORE}'{_current(drawing, SCORE)}>"
        f"<p class='asks'><b>{place}</b> {drawing.say('weigh')}</p><ul class='bog-scales'>{rows}</ul>"
        f"<p class='bog-sum'>{total}</p><ul class='bog-ends-of-score'>{ends}</ul></li>"
    )


def _weight(drawing: _Drawing, weight: Weight) -> str:
    on = drawing.answers.get(weight.id, False)
    side = "encoder" if weight.points > 0 else "decoder"
    return (
        f"<li><button type='button' data-to='{'no' if on else 'yes'}-{weight.id}' aria-pressed='{'true' if on else 'false'}'"
        f" class='bog-side-{side}'>{escape(weight.asks.get(drawing.language))} <b>{weight.points:+g}</b></button>"
        f"{_told(drawing, weight) if on else ''}{_why(drawing, weight)}</li>"
    )
