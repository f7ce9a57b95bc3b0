"""Facts that are numbers: labels, classes, time allowed, items a day, length of the input."""

import re
from dataclasses import dataclass
from functools import cached_property

from app.understanding.cues import find
from app.understanding.lists import listed_classes
from app.understanding.numerals import Number, numbers
from app.understanding.profile import Fact, FactName
from app.understanding.quantities import Quantity, durations, lengths, rates
from app.understanding.votes import NEVER, Votes

_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)|[。；！？\n]")
_HAN = re.compile(r"[\u3400-\u9fff]")
AFTER, AFTER_HAN, BEFORE = 80, 30, 80
"""Characters looked at after a number, in Latin and in Chinese script, and before it."""
MOST_CLASSES = 20_000
FEWEST = 5
"""Smallest number that may count labels without being a figure per class: 'two analysts' are none."""
_NOT_COUNTS = re.compile(
    r"\s*(?:%|percent|per\s?cent|[kKMGT]B\b|G(?:B|卡|显卡|的卡|\b)|bits?\b|GHz|euros?\b|dollars?\b"
    r"|核(?!过|对|好)|成|点|欧|元|块钱|美元|年|月|岁|号|度\b)"
)
_LAST_WORD = re.compile(r"(?:[a-z]+\s*|[\u3400-\u9fff]{1,2})?$", re.IGNORECASE)
_FILLER = re.compile(r"\s*(?:about|some|around|over|only|nearly)?\s*", re.IGNORECASE)
_WORDED = re.compile(r"(?:within|under|in|than|below|sub|inside)\b", re.IGNORECASE)
_FOR_EACH_OF = re.compile(r"\b(?:for|of|from|in) (?:each|every)(?: one)? of (?:the |our )?$", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """A text with all its numbers and quantities, read once and used by every extractor."""

    text: str
    numbers: tuple[Number, ...]
    durations: tuple[Quantity, ...]
    rates: tuple[Quantity, ...]
    lengths: tuple[Quantity, ...]

    def after(self, number: Number) -> str:
        """Words after a number, to the next number or the end of the sentence."""
        ahead = self.text[number.end : number.end + AFTER]
        limit = AFTER_HAN if _HAN.search(ahead[:12]) else AFTER
        following = min((other.start for other in self.numbers if other.start >= number.end), default=len(self.text))
        stop = _SENTENCE_END.search(ahead)
        return ahead[: min(limit, following - number.end, stop.start() if stop else limit)]

    def leads_on(self, number: Number, end: int) -> bool:
        """Whether words that end ``end`` characters after a number run straight into the next number."""
        ahead = self.text[number.end + end : number.end + end + 12]
        filler = _FILLER.match(ahead)
        place = number.end + end + (filler.end() if filler else 0)
        return any(other.start == place and other.value != 1 for other in self.numbers)

    def before(self, number: Number) -> str:
        """Words before a number, from the previous number or the start of the sentence."""
        preceding = max(
            (other.end for other in self.numbers if other.end <= number.start and other.value != 1), default=0
        )
        behind = self.text[max(preceding, number.start - BEFORE) : number.start]
        stops = list(_SENTENCE_END.finditer(behind))
        return behind[stops[-1].end() :] if stops else behind

    @cached_property
    def class_numbers(self) -> frozenset[Number]:
        """Numbers that count classes, by the words around them."""
        return frozenset(number for number in self.numbers if _counts_classes(self, number))

    def taken(self, number: Number) -> bool:
        """Whether the number is part of a duration, rate, length, price or other quantity that counts no texts."""
        spans = (*self.durations, *self.rates, *self.lengths)
        return any(span.start <= number.start < span.end for span in spans) or bool(
            _NOT_COUNTS.match(self.text, number.end)
        )


def read_numbers(text: str) -> Reading:
    """All numbers and quantities of a text."""
    found = numbers(text)
    return Reading(text, found, durations(text, found), rates(text, found), lengths(text, found))


def _words(text: str, start: int, end: int) -> str:
    return text[max(0, start) : end].strip(" ,.;:，。；、")


COUNTED, SEEN_BY_RULE = -1.5, 2.0
"""Logit from which a number states a fact, and what a rule that says so adds to it."""
LISTED = -2.0
"""Logit from which a list counts the classes."""
ALONE = -0.9
"""Logit from which a number counts labels although no rule says so."""
SEEN_ALONE = 1.5
"""Logit from which a time or a length states a fact although no rule says so."""


def items_per_day(reading: Reading, votes: Votes) -> Fact | None:
    """The highest rate of items stated; allowances of LLM calls are no items."""

    def score(rate: Quantity) -> float:
        return _vote(votes, "items_per_day", rate) + (0.0 if _is_quota(reading, rate) else SEEN_BY_RULE)

    found = [rate for rate in reading.rates if score(rate) >= COUNTED]
    if not found:
        return None
    best = max(found, key=lambda rate: rate.value)
    return Fact(round(best.value, 2), _words(reading.text, best.start, best.end), 0.9)


def _is_quota(reading: Reading, quantity: Quantity) -> bool:
    around = reading.text[max(0, quantity.start - 24) : quantity.end + 12]
    return find("llm_quota.near", around) is not None


def _vote(votes: Votes, name: FactName, place: Quantity | Number) -> float:
    return votes.at(name, None, place.start, place.end)


def p95_ms(reading: Reading, votes: Votes) -> Fact | None:
    """The shortest time limit stated for an item."""
    found = [
        span
        for span in reading.durations
        if _is_limit(reading.text, span)
        or (_vote(votes, "p95_ms", span) >= SEEN_ALONE and _may_limit(reading.text, span))
    ]
    if not found:
        return None
    best = min(found, key=lambda span: span.value)
    return Fact(best.value, _words(reading.text, best.start, best.end), 0.9)


def _may_limit(text: str, span: Quantity) -> bool:
    return not find("time.not_limit", text[span.end : span.end + 20])


def _is_limit(text: str, span: Quantity) -> bool:
    if not _may_limit(text, span):
        return False
    if span.value < 1000:
        return True
    if span.value > 3_600_000 or (span.value >= 60_000 and find("time.batch", text[span.end : span.end + 20])):
        return False
    before, after = text[max(0, span.start - 40) : span.start], text[span.end : span.end + 24]
    worded = _WORDED.match(text, span.start) is not None
    return worded or bool(find("time.limit_before", before) or find("time.limit_after", after)) or span.start == 0


def max_tokens(reading: Reading, votes: Votes) -> Fact | None:
    """The longest input stated; windows of models and lengths of what is to be written are left out."""

    def score(span: Quantity) -> float:
        return _vote(votes, "max_tokens", span) + (SEEN_BY_RULE if _is_input(reading, span) else 0.0)

    found = [span for span in reading.lengths if score(span) >= 0.0]
    if not found:
        return None
    best = max(found, key=lambda span: span.value)
    return Fact(round(best.value), _words(reading.text, best.start, best.end), 0.85)


def _is_input(reading: Reading, span: Quantity) -> bool:
    text = reading.text
    before, after = text[max(0, span.start - 30) : span.start], text[span.end : span.end + 24]
    counted = any(rate.start < span.end and span.start < rate.end for rate in reading.rates)
    return span.value >= 20 and not (
        counted or find("length.not_input_after", after) or find("length.not_input_before", before)
    )


def classes(reading: Reading, votes: Votes) -> Fact | None:
    """The number of classes: a count of categories, 'one of N', a list, or two for a yes-or-no question."""
    ruled = reading.class_numbers

    def score(number: Number) -> float:
        return _vote(votes, "classes", number) + (SEEN_BY_RULE if number in ruled else 0.0)

    fitting = [number for number in reading.numbers if _can_count_classes(reading, number)]
    if fitting and score(best := max(fitting, key=score)) >= COUNTED:
        return Fact(int(best.value), _words(reading.text, best.start, best.end + 24), 0.9)
    listed = None if ruled else listed_classes(reading.text) or _yes_or_no(reading.text)
    if listed is None:
        return None
    start = reading.text.find(listed.words)
    backed = votes.at("classes", None, start, start + len(listed.words))
    return listed if backed >= (LISTED if listed.confidence <= 0.75 else LISTED - SEEN_BY_RULE) else None


def _can_count_classes(reading: Reading, number: Number) -> bool:
    return 2 <= number.value <= MOST_CLASSES and number.value % 1 == 0 and not reading.taken(number)


def _yes_or_no(text: str) -> Fact | None:
    binary = find("classes.binary", text)
    return Fact(2, binary.group(), 0.6) if binary else None


def _counts_classes(reading: Reading, number: Number) -> bool:
    if not _can_count_classes(reading, number):
        return False
    before, after = reading.before(number), reading.after(number)
    if find("labels.each_before", before) or find("labels.each", after):
        return False
    if number.value > 150 and re.match(r"\s*(?:\w+ ){0,2}(?:labels|tags|examples)\b", after):
        return False
    if find("classes.noun_en", after) or find("classes.noun_zh", after):
        return not (find("labels.after", after[:14]) and number.value > 300)
    listed = find("classes.one_of", before)
    return bool(listed) and (not _HAN.match(after[:1]) or bool(find("classes.one_of_unit_zh", after)))


def labels(reading: Reading, votes: Votes, shifted: bool = False) -> Fact | None:
    """Labelled examples in all; 0 when the text says that there are none, also none in a new domain (``shifted``)."""
    counting = reading.class_numbers
    found = [(number, *_count(reading, votes, number, number in counting)) for number in reading.numbers]
    stated = [(number, count, score) for number, count, score in found if score >= COUNTED]
    zero = find("labels.zero", reading.text)
    none = votes.peak("labels", 0) + (SEEN_BY_RULE if zero else 0.0)
    best = max(stated, key=lambda item: item[2], default=None)
    if none >= COUNTED and (shifted or best is None or none > best[2]):
        return Fact(0, zero.group() if zero else votes.words("labels", 0), 0.9)
    if best is None:
        return None
    number, count, _ = best
    start = number.start - len(_last_word(reading.before(number)))
    words = _words(reading.text, start, number.end + len(reading.after(number)))
    return Fact(round(count), words, 0.9)


def _count(reading: Reading, votes: Votes, number: Number, counts_classes: bool) -> tuple[float, float]:
    """Examples that one number stands for, and the logit that it does."""
    if number.value < 2 or reading.taken(number):
        return 0.0, NEVER
    ruled = None if counts_classes else _label_count(reading, number)
    each = votes.at("labels", "each", number.start, number.end)
    plain = _vote(votes, "labels", number)
    rival = _vote(votes, "classes", number) - 1.0
    refuted = counts_classes or (ruled is None and find("labels.unlabelled", reading.after(number)))
    score = max(each, plain) + (SEEN_BY_RULE if ruled is not None else -SEEN_BY_RULE if refuted else 0.0)
    doubtful = max(each, plain) < max(rival, ALONE) or (number.value < FEWEST and each < COUNTED)
    if ruled is None and doubtful:
        return 0.0, NEVER
    if ruled is not None and ruled != number.value:
        return ruled, score
    return number.value * (_groups(reading, number, votes) if each > plain else 1.0), score


def _last_word(before: str) -> str:
    match = _LAST_WORD.search(before)
    return match.group() if match else ""


def _label_count(reading: Reading, number: Number) -> float | None:
    """Examples one number stands for, or None when it counts something else."""
    if number.value < 2 or reading.taken(number):
        return None
    before, after = reading.before(number), reading.after(number)
    cue, refuted = find("labels.after", after), find("labels.unlabelled", after)
    if cue and reading.leads_on(number, cue.end()):
        cue = None  # 'of 30,000 mails we tagged 120': the word counts the next number
    if find("labels.future", after) or (refuted and (cue is None or cue.end() >= refuted.end())):
        return None
    per_class = find("labels.each", after) or find("labels.each_before", before)
    if per_class and (cue or find("labels.each_item", after) or find("labels.before_near", before)):
        return number.value * _groups(reading, number)
    if number.value >= FEWEST and (cue or find("labels.before_near", before)):
        return number.value
    return None


def _groups(reading: Reading, number: Number, votes: Votes | None = None) -> float:
    """What a figure per class is multiplied with: 'for each of six', or the number of classes."""
    for other in reading.numbers:
        if other.start > number.end and _FOR_EACH_OF.search(reading.text, number.end, other.start):
            return other.value
    found = classes(reading, votes) if votes else None
    if found is not None:
        return float(found.value)
    return max((other.value for other in reading.class_numbers), default=1.0)
