"""An answer after its prediction was tested: first what came out on the user's rows, then what had been advised."""

from app.answering.stored import joined
from app.bakeoff.drawing.numbers import count, money, number, points, share, size
from app.bakeoff.report import Comparison
from app.bakeoff.summary import RESOLUTION, Measured, RunSummary
from app.wording import keys, say
from knowledge.schema import Language


def rewritten(answer: str, run: RunSummary, language: Language) -> str:
    """The answer as it is shown after a run, in Markdown; every figure in what is added stands in ``run``.

    Args:
        answer: as it was given before, put in as it is.
        run: its texts are put in as they are: make them safe for Markdown first (:meth:`RunSummary.renamed`).
        language: of the answer.
    """
    found = joined([*_outcome(run, language), *figures(run, language)], language)
    then = joined([*_consequence(run, language), *_caveats(run, language)], language)
    before = f"**{say('check.your_run.before', language)}**" if run.outcome == "failed" else ""
    return "\n\n".join(part for part in (found, then, before, answer) if part)


def cite(run: RunSummary, language: Language) -> str:
    """The mark by which a sentence cites the run."""
    return f"[{named_run(run, language)}]"


def named_run(run: RunSummary, language: Language) -> str:
    """The run by its id and date."""
    return say("check.your_run.named", language, id=run.id, date=run.date)


def reason(run: RunSummary, language: Language) -> str:
    """Why it came out so, as a clause; empty for a reason this version does not know."""
    key = f"check.reason.{run.reason}"
    return say(key, language) if key in keys() else ""


def figures(run: RunSummary, language: Language) -> list[str]:
    """The two sides held against each other, a sentence for each measure that both have."""
    if not (run.ours and run.rival and run.gap):
        return []
    sentences = [_difference(run.ours, run.rival, run.gap, language)]
    if run.ours.accuracy and run.rival.accuracy:
        pair = {"ours": share(run.ours.accuracy.value), "rival": share(run.rival.accuracy.value)}
        sentences.append(say("check.your_run.accuracies", language, **pair))
    if run.ours.ms_p50 is not None and run.rival.ms_p50 is not None:
        pair = {"ours": number(run.ours.ms_p50), "rival": number(run.rival.ms_p50)}
        sentences.append(say("check.your_run.time", language, **pair))
    if run.ours.usd_per_million is not None and run.rival.usd_per_million is not None:
        pair = {"ours": money(run.ours.usd_per_million), "rival": money(run.rival.usd_per_million)}
        sentences.append(say("check.your_run.cost", language, **pair))
    return sentences


def sized(side: Measured, language: Language) -> str:
    """A contestant with the size of its model."""
    big = size(side.params_m, language, side.side)
    return f"{side.name}（{big}）" if language == "zh" else f"{side.name} ({big})"


def _outcome(run: RunSummary, language: Language) -> list[str]:
    why = reason(run, language)
    told = [say(f"check.your_run.{run.outcome}", language, cite=cite(run, language))]
    return [*told, say("check.your_run.why", language, why=why)] if why and run.reason != "as_predicted" else told


def _difference(ours: Measured, rival: Measured, gap: Comparison, language: Language) -> str:
    way = "ahead" if gap.difference > 0 else "behind" if gap.difference < 0 else "level"
    return say(
        f"check.your_run.{way}",
        language,
        ours=sized(ours, language),
        rival=sized(rival, language),
        rows=count(gap.rows),
        **_margin(gap),
    )


def _margin(gap: Comparison) -> dict[str, str]:
    distance = points(abs(gap.difference)).removeprefix("+")
    return {"points": distance, "low": points(gap.low), "high": points(gap.high)}


def _consequence(run: RunSummary, language: Language) -> list[str]:
    """What to make of it."""
    if run.outcome == "failed":
        return [say("check.your_run.outranks", language), *_instead(run, language)]
    if run.outcome == "undecided":
        return [_missing(run, language)]
    return []


def _instead(run: RunSummary, language: Language) -> list[str]:
    """What did better; someone is recommended only if clearly ahead."""
    if not (run.ours and run.better and run.better_gap):
        return []
    names = {"ours": sized(run.ours, language), "better": sized(run.better, language)}
    if run.better_gap.low <= 0:
        return [say("check.your_run.no_better", language, **names)]
    if run.rival and run.better.name == run.rival.name:
        return [say("check.your_run.take_rival", language, **names)]
    reached = run.better.accuracy
    told = {**names, **_margin(run.better_gap), "accuracy": share(reached.value if reached else None)}
    return [say("check.your_run.take_better", language, **told)]


def _missing(run: RunSummary, language: Language) -> str:
    """What a decision would need."""
    if run.gap is None:
        return say("check.your_run.not_compared", language)
    if run.more_rows is None:
        return say("check.your_run.more", language)
    margin = f"{100 * RESOLUTION:g}"
    return say("check.your_run.more_rows", language, rows=count(run.more_rows), points=margin)


def _caveats(run: RunSummary, language: Language) -> list[str]:
    told = []
    if run.cancelled:
        told.append(say("check.your_run.cancelled", language, rows=count(run.scored)))
    if run.directional_only:
        told.append(say("check.your_run.directional", language, rows=count(run.scored)))
    return told
