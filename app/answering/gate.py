"""Checks every sentence of the decoder against what it cites, before the reader sees it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.evidence import Evidence
from app.answering.stored import Plan
from app.wording import pick
from knowledge import Knowledge
from knowledge.schema import LANGUAGES, Choice

_CITE = re.compile(r"\[(\d{1,2})\]")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(\d[\d,]*(?:\.\d+)?)\s*(%|ms\b|[kKmMbBtT](?![A-Za-z])|[万亿])?")
_SCALE = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "万": 1e4, "亿": 1e8}
_RELATION = re.compile(
    r"\b(?:not|no|never|without|cannot|neither|nor|only|all|most|none|any|"
    r"less|fewer|more|worse|better|lower|higher|slower|faster|cheaper|dearer|smaller|larger|weaker|stronger|best|worst|"
    r"below|above|behind|ahead|beats?|beaten|outperform\w*|loses?|lost|wins?|won|equals?|level|exceeds?|against|than|"
    r"rises?|rose|falls?|fell|drops?|increases?|decreases?|reduces?|"
    r"encoders?|decoders?|encoder-decoders?|llms?|bert\w*|gpt\w*|llama\w*|gemma|gemini|qwen|claude|mistral|zero-shot|few-shot|fine-tun\w*)\b|n't\b|"
    r"[不没未无非]|优于|胜过|超过|落后|领先|占优|比(?![例如较])|编码器|解码器|大模型|零样本|少样本|微调|[快慢高低多少大小强弱好差]"
)
_NEGATION = re.compile(r"\b(?:not|no|never|without|cannot|neither|nor)\b|n't\b|[不没未无非]")
_NEGATED = re.compile(
    r"\b(?:not|no|never|without|cannot|\w+n't)\s+(?:(?:a|an|the|its|is|be|because)\s+)*([a-z]+)|"
    r"[不没未无非][是有会能必再要]*([\u4e00-\u9fff]{2})"
)
_LEAD = re.compile(r"(?:(?:On|In|With|For|At|Across|Under|According)\b[^,]*, )|(?:[在据按][^，]*，)")
_MARKED = re.compile(r"[\w\-][A-Z]|\d")
_NAMELIKE = re.compile(r"[A-Za-z][\w+\-]*(?:[.@]\w+)*")
_ASIDE = re.compile(r"\([^)]*\)|（[^）]*）")
_WORD = re.compile(r"[A-Za-z][A-Za-z\-]+|(?=([\u4e00-\u9fff]{2}))")

_VERDICT_WORDS: dict[str, re.Pattern[str]] = {
    "hybrid:cascade": re.compile(r"\bcascade|级联", re.I),
    "hybrid:distil": re.compile(r"\bdistil|蒸馏", re.I),
    "encoder-decoder": re.compile(r"\bencoder-decoder|编码器-解码器", re.I),
    "baseline": re.compile(r"\b(?:linear )?baseline|线性", re.I),
    "encoder": re.compile(r"\bencoder(?!-decoder)|(?<!-)编码器(?!-)", re.I),
    "decoder": re.compile(r"(?<!encoder-)\bdecoder|(?<!-)解码器", re.I),
}
_ADVICE = re.compile(
    r"\b(?:build (?:this|it)|you should (?:use|build|choose|pick)|"
    r"(?:use|choose|pick|go with|recommend)(?:ed)? (?:an?|the)\b|"
    r"(?:best|right) choice|verdict (?:is|:))|建议(?:用|使用|选)|应该用|首选|推荐",
    re.I,
)

MOST_NEW_WORDS = 1
"""Content words a sentence may bring that neither its sources nor the question hold; with more it says something of
its own. One new Chinese character makes two new pairs, so a pair counts half."""


_NEARLY_ALL = 0.85
"""Share of its source's length from which a sentence is taken to say all of it."""


@dataclass(frozen=True)
class Ruling:
    """Whether one sentence may be shown, and if not, why."""

    passed: bool
    why: str = ""
    cites: tuple[int, ...] = ()


class Gate:
    """Judges the sentences of one answer, in order."""

    def __init__(
        self, plan: Plan, evidence: Sequence[Evidence], choice: Choice | None, question: str, knowledge: Knowledge
    ) -> None:
        self._plan = plan
        self._passages = {item.number: item.quote for item in evidence}
        self._choice = choice
        self._question = question
        self._names = known_names(knowledge)
        self._shown: list[frozenset[str]] = []

    def judge(self, sentence: str) -> Ruling:
        """Rule on the next sentence; one that passes is remembered, so that repeats fail."""
        cites = tuple(int(number) for number in _CITE.findall(sentence))
        for check in (
            *(self._citation, self._figures, self._known_names, self._foreign_names, self._verdict),
            *(self._skeleton, self._own_words),
        ):
            why = check(sentence, cites)
            if why:
                return Ruling(False, why, cites)
        words = frozenset(_words(sentence))
        if any(_overlap(words, earlier) > 0.8 for earlier in self._shown):
            return Ruling(False, "repeats an earlier sentence", cites)
        self._shown.append(words)
        return Ruling(True, cites=cites)

    def _sources(self, cites: tuple[int, ...]) -> list[str]:
        """What a sentence with these citations may say: the passages, and the plan's own sentences that cite them."""
        passages = [self._passages[number] for number in cites if number in self._passages]
        return passages + [item.text for item in self._plan.sentences if item.cites == cites]

    def _citation(self, sentence: str, cites: tuple[int, ...]) -> str:
        unknown = [number for number in cites if number not in self._passages]
        if unknown:
            return f"cites [{unknown[0]}], which is not in the evidence"
        bare = _CITE.sub("", sentence)
        own = " ".join([self._question, *self._sources(())])
        if not cites and (figures(bare) - figures(own) or self._named(bare) - self._named(own)):
            return "states a figure or names a model without a citation"
        return ""

    def _figures(self, sentence: str, cites: tuple[int, ...]) -> str:
        bare = _CITE.sub("", sentence)
        foreign = figures(bare) - figures(" ".join([self._question, *self._sources(cites)]))
        if foreign:
            return f"figure {sorted(foreign)[0][0]:g} does not stand in what it cites"
        return ""

    def _known_names(self, sentence: str, cites: tuple[int, ...]) -> str:
        foreign = self._named(sentence) - self._named(" ".join([self._question, *self._sources(cites)]))
        return f"names {sorted(foreign)[0]}, which its citation does not" if foreign else ""

    def _foreign_names(self, sentence: str, cites: tuple[int, ...]) -> str:
        """Names are told by their capitals and digits, so that those no result speaks of count too."""
        known = {name.lower() for text in (*self._sources(cites), self._question) for name in _NAMELIKE.findall(text)}
        foreign = [name for name in _namelike(_CITE.sub("", sentence)) if name.group().lower() not in known]
        return f"names {foreign[0].group()}, which its citation does not" if foreign else ""

    def _skeleton(self, sentence: str, cites: tuple[int, ...]) -> str:
        said = self._bones(_CITE.sub("", sentence))
        sources = self._sources(cites)
        asides = [aside for aside in _ASIDE.findall(sentence) if not any(aside in source for source in sources)]
        told = [source for source in sources if any(_contains(self._bones(order), said) for order in _orders(source))]
        if asides or not any(_keeps_negations(sentence, source) for source in told):
            return "relates figures, names or sides otherwise than its source does"
        return ""

    def _verdict(self, sentence: str, cites: tuple[int, ...]) -> str:
        if self._choice is None or not _ADVICE.search(sentence):
            return ""
        named = {choice for choice, pattern in _VERDICT_WORDS.items() if pattern.search(sentence)}
        allowed = {choice for choice, pattern in _VERDICT_WORDS.items() if pattern.search(self._plan.sentences[0].text)}
        return "advises something else than the verdict" if named - allowed or not named else ""

    def _own_words(self, sentence: str, cites: tuple[int, ...]) -> str:
        said = _words(_CITE.sub("", sentence))
        if len(said) < 3:
            return "says nothing"
        known = {word for text in (*self._sources(cites), self._question) for word in _words(text)} | _CONNECTIVES
        new = sum(0.5 if word >= "\u4e00" else 1.0 for word in said if word not in known)
        return "" if new <= MOST_NEW_WORDS else "adds something of its own"

    def _named(self, text: str) -> frozenset[str]:
        lowered = f" {text.lower()} "
        return frozenset(name for name in self._names if name in lowered and _whole(name, lowered))

    def _bones(self, text: str) -> list[object]:
        """What a statement hangs on, in its order: figures, names, sides, comparisons and negations."""
        lowered = text.lower()
        bones: list[tuple[int, object]] = [(match.start(), _figure(match)) for match in _NUMBER.finditer(text)]
        bones.extend((match.start(), _stem(match.group())) for match in _RELATION.finditer(lowered))
        bones.extend(
            (match.start(), match.group().lower()) for match in _namelike(text) if _MARKED.search(match.group())
        )
        for name in self._named(text):
            bones.extend((match.start(), name) for match in re.finditer(re.escape(name), lowered))
        return [bone for _, bone in sorted(bones, key=lambda bone: (bone[0], str(bone[1])))]


_CONNECTIVES = frozenset(
    "because since so also and but while whereas however therefore thus this that which these those it its your "
    "you with from for the has have can will would should one two both other more most such than then where when "
    "here reached scored task tasks model models data build use using fits means same result results study "
    "published 因为 所以 但是 而且 因此 同时 不过 这个 任务 模型 结果".split()
)


def known_names(knowledge: Knowledge) -> frozenset[str]:
    """Lower-case names of the models and data sets that the published results speak of."""
    names = {score.model for result in knowledge.results.values() for m in result.measures for score in m.scores}
    names |= {measure.dataset for result in knowledge.results.values() for measure in result.measures}
    names |= {model.name for model in knowledge.models.values()}
    cut = {re.split(r"[(,/]", name)[0].strip().lower() for name in names}
    generic = {text.lower() for language in LANGUAGES for text in pick("choice", language).values()}
    return frozenset(name for name in cut if len(name) > 2 and re.search(r"[\d\-]|[a-z]{4}", name)) - generic - _PLAIN


_PLAIN = frozenset(
    "encoder decoder bert gpt baseline human average overall others all tasks mean random llm llms".split()
)


def figures(text: str) -> set[tuple[float, str]]:
    """Figures of a text as (value, unit), with thousands separators removed and K, M, 万, 亿 multiplied out."""
    return {_figure(match) for match in _NUMBER.finditer(text)}


def _figure(match: re.Match[str]) -> tuple[float, str]:
    value, suffix = float(match.group(1).replace(",", "")), match.group(2) or ""
    scale = _SCALE.get(suffix.lower())
    return (value * scale, "") if scale else (value, suffix)


def _words(text: str) -> list[str]:
    """Latin words without a final s; of Chinese, every two characters that stand together."""
    return [(match.group(1) or match.group()).lower().rstrip("s") for match in _WORD.finditer(text)]


def _keeps_negations(sentence: str, source: str) -> bool:
    """Whether negations of the source are left out, if at all, together with what they negate."""
    said, told = sentence.lower(), source.lower()
    if len(_NEGATION.findall(said)) < len(_NEGATION.findall(told)) and len(said) > _NEARLY_ALL * len(told):
        return False
    return not (_negated(told) - _negated(said)) & set(_words(said))


def _namelike(text: str) -> list[re.Match[str]]:
    """Words with a capital or a digit, the plain capital at the start of a sentence left aside."""
    found = _NAMELIKE.finditer(text)
    return [match for match in found if re.search(r"[A-Z\d]", match.group()[match.start() == 0 :])]


def _negated(text: str) -> set[str]:
    """The words right after the negations of a lower-case text."""
    return {(match.group(1) or match.group(2)).rstrip("s") for match in _NEGATED.finditer(text)}


def _orders(text: str) -> list[str]:
    """The text, and the text with its leading adverbial at the end."""
    lead = _LEAD.match(text)
    return [text, f"{text[lead.end() :]} {lead.group()}"] if lead else [text]


def _stem(word: str) -> str:
    return word if word.endswith("ss") else word.rstrip("s")


def _contains(whole: Sequence[object], part: Sequence[object]) -> bool:
    """Whether ``part`` stands in ``whole`` as one unbroken run."""
    return any(list(whole[at : at + len(part)]) == list(part) for at in range(len(whole) - len(part) + 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _whole(name: str, text: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None
