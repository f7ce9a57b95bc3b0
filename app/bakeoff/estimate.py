"""How long a check will take, from a few rows tried beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from app.bakeoff.contestants.contestant import joined, labels_of
from app.bakeoff.contestants.encoders import texts_of
from app.bakeoff.contestants.few_shot import LOCAL_EXAMPLE_TOKENS, tokens_about
from app.bakeoff.contestants.readings import Readings
from app.bakeoff.contestants.roster import Roster
from app.bakeoff.contestants.tuned import epochs_for
from app.bakeoff.curve import DRAWS, budgets_of
from app.bakeoff.lessons import lessons_for
from app.bakeoff.plan import BATCH_ROWS, FREE_ROWS, Plan
from app.bakeoff.reading.rows import Row, Rows
from app.bakeoff.split import split

TRIED = 8
"""Rows read by the encoder beforehand; the decoder tries half as many."""
EPOCH = 0.7
"""One epoch of tuning the upper layers, as a share of reading the texts once (measured)."""
TUNED = 1.5
"""One row through the tuned encoder, as a multiple of one through the frozen one (measured)."""
SHOWN = 1.3
"""One row after a prompt with examples, as a multiple of one without (measured)."""
FREE = 1.8
"""The same with an answer that no grammar ends (measured)."""
LINEAR_FIT_MS = 0.25
"""Per row learnt from, of TF-IDF and its head."""
HEAD_FIT_S = 0.05
"""Of one logistic regression on the curve."""
OWN_FITS_S = 1.0
"""Of the heads of frozen and tuned encoder, with a few hundred examples."""
WARMED = 1.1
"""Rows answered to be measured and, once a block, to warm up, per row asked."""
PROMPT_TOKENS = 45
"""Tokens of an instruction without examples, beside the text."""


@dataclass(frozen=True)
class Estimate:
    """Expected wall time in seconds."""

    seconds: float
    without_decoder: float
    """With all contestants that need a decoder left out."""


@dataclass(frozen=True)
class Speeds:
    """Seconds this machine takes for a row of this table."""

    encoder: float
    """Read by the encoder; in a batch each row takes about as long as alone, for one row keeps two cores busy."""
    tokens: float
    """Tokens of a row."""
    decoders: dict[str, float]
    """Answered by a decoder without examples, by key of the contestant; empty without decoders."""


def estimate(rows: Rows, roster: Roster, plan: Plan, test: Rows | None = None) -> Estimate:
    """Try a few rows, about a second, and reckon.

    Raises:
        InputError: as :class:`app.bakeoff.run.Run` does.
    """
    dealt = split(rows, test, plan.most_train, plan.most_test, plan.seed)
    keys = plan.keys or roster.keys(rows.pairs, dealt.protocol != "holdout")
    roster.build(keys, rows.pairs, plan.seed)  # refuses who cannot take part, and imports what they need
    examples, asked = dealt.folds[0].examples, [row for fold in dealt.folds for row in fold.asked]
    speeds = try_out(roster, keys, asked, rows)
    encoders = _encoder_side(keys, examples, asked, speeds) * (1 if dealt.protocol == "holdout" else 1.2)
    return Estimate(encoders + _decoder_side(keys, examples, asked, speeds), encoders)


def try_out(roster: Roster, keys: Sequence[str], asked: Sequence[Row], rows: Rows) -> Speeds:
    """Measure on a few rows spread over all lengths."""
    by_length = sorted(asked, key=lambda row: len(joined(row)))
    every = max(1, len(by_length) // TRIED)
    tried = by_length[every // 2 :: every][:TRIED]
    readings = Readings(roster.encoder)
    readings.learn(texts_of(tried))  # not timed, for first calls pay for allocations
    started = perf_counter()
    for row in tried:
        roster.encoder.queries(texts_of([row]))
    alone = (perf_counter() - started) / len(tried)
    tokens = sum(map(len, readings.states(texts_of(tried)))) / len(tried)
    return Speeds(alone, tokens, _try_decoders(roster, keys, tried, rows))


def _try_decoders(roster: Roster, keys: Sequence[str], tried: Sequence[Row], rows: Rows) -> dict[str, float]:
    found: dict[str, float] = {}
    for key in ("decoder_zero", "endpoint"):
        if (key == "endpoint" and key not in keys) or not any(name in keys for name in (key, *_ALL_DECODERS)):
            continue
        (contestant,), _ = roster.build([key], rows.pairs, 0)
        contestant.fit([row for row in rows.rows if row.label is not None][:8] if key == "endpoint" else rows.labelled)
        started = perf_counter()
        some = tried[1::2] or tried
        for row in some:
            contestant.predict([row])
        found[key] = (perf_counter() - started) / len(some)
    return found


_ALL_DECODERS = ("decoder_zero", "decoder_few", "decoder_free", "distilled")


def _encoder_side(keys: Sequence[str], examples: Sequence[Row], asked: Sequence[Row], speeds: Speeds) -> float:
    reads = any(key in keys for key in ("frozen", "cosine", "tuned"))
    budgets = sum(budgets_of(examples)) * len(set(labels_of(examples))) * DRAWS
    fits = len(budgets_of(examples)) * DRAWS * HEAD_FIT_S + budgets * LINEAR_FIT_MS / 1000
    epochs = epochs_for(round(speeds.tokens * len(examples)))
    seconds = len(examples) * (speeds.encoder * reads + LINEAR_FIT_MS / 1000)
    seconds += len(examples) * epochs * EPOCH * speeds.encoder * ("tuned" in keys)
    seconds += OWN_FITS_S * reads + WARMED * len(asked) * speeds.encoder * (
        ("frozen" in keys) + ("cosine" in keys) + TUNED * ("tuned" in keys)
    )
    return seconds + BATCH_ROWS * speeds.encoder * 2 + fits


def _decoder_side(keys: Sequence[str], examples: Sequence[Row], asked: Sequence[Row], speeds: Speeds) -> float:
    seconds = len(asked) * SHOWN * speeds.decoders.get("endpoint", 0.0)
    row = speeds.decoders.get("decoder_zero", 0.0)
    text = sum(tokens_about(joined(one)) for one in asked) / max(1, len(asked))
    shown = min(LOCAL_EXAMPLE_TOKENS, text * len(examples)) * row / PROMPT_TOKENS
    lessons = len(lessons_for(examples, 0))
    seconds += row * len(asked) * ("decoder_zero" in keys)
    seconds += (shown + row * SHOWN * len(asked)) * ("decoder_few" in keys)
    seconds += (shown + row * FREE * min(FREE_ROWS, len(asked))) * ("decoder_free" in keys)
    return seconds + (row * SHOWN * lessons + len(asked) * speeds.encoder) * ("distilled" in keys)
