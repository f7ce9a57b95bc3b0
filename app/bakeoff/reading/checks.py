"""Whether the rows read make a table a check can use."""

from app.bakeoff.reading.faults import Fault
from app.bakeoff.reading.header import is_number
from app.bakeoff.reading.limits import Limits
from app.bakeoff.reading.rows import Distinct, Rows

FEWEST_CLASSES = 2
FEWEST_LABELLED = 8
"""Rows with a label: with fewer there is next to nothing to learn from and to test on."""


def too_many(found: int, limits: Limits) -> list[Fault]:
    """Whether there are more rows than are accepted."""
    if found <= limits.rows:
        return []
    values = {"rows": f"{found:,}", "most": f"{limits.rows:,}"}
    expected = f"at most {limits.rows:,} (setting BOG_MAX_ROWS)"
    return [Fault("too_many", None, f"{found:,} rows", expected, values)]


def unusable(kept: Distinct, limits: Limits, is_test: bool) -> list[Fault]:
    """What keeps rows from being learnt from: too few, of one class, of too many; a test file needs one row."""
    if is_test:
        return [] if kept.rows else _why_few(kept)
    few = [*_few_rows(kept), *_one_class(kept)]
    return [*few, *(_why_few(kept) if few else []), *_many_classes(kept, limits)]


def unlike(train: Rows, test: Rows) -> list[Fault]:
    """Why rows cannot be tested on: labels nobody learnt, or pairs on one side only."""
    faults = [] if train.pairs == test.pairs else [_not_both_pairs(test)]
    first = {row.label: row for row in reversed(test.labelled)}
    for label in test.labels:
        if label not in train.labels:
            expected = f"one of the training rows' labels: {', '.join(train.labels[:12])}"
            line = first[label].line
            faults.append(
                Fault("test_label", line, f"the label '{label}' in the test file", expected, {"label": label})
            )
    return faults


def _few_rows(kept: Distinct) -> list[Fault]:
    labelled = sum(row.label is not None for row in kept.rows)
    if labelled >= FEWEST_LABELLED:
        return []
    values = {"rows": labelled, "least": FEWEST_LABELLED}
    return [Fault("few_rows", None, f"{labelled} usable rows with a label", f"at least {FEWEST_LABELLED}", values)]


def _one_class(kept: Distinct) -> list[Fault]:
    if len(kept.labels) >= FEWEST_CLASSES:
        return []
    found = f"only the label '{kept.labels[0]}'" if kept.labels else "no label at all"
    expected = "labelled examples of at least two classes, better eight of each"
    return [Fault("one_class", None, found, expected, {"classes": len(kept.labels)})]


def _why_few(kept: Distinct) -> list[Fault]:
    """Rows that were left out and would have been enough otherwise."""
    faults = []
    if kept.in_test:
        expected = "training rows that do not stand in the test file as well"
        found = f"{kept.in_test:,} training rows whose text stands in the test file"
        faults.append(Fault("in_test", None, found, expected, {"rows": f"{kept.in_test:,}"}))
    if kept.conflicts:
        rows = f"{len(kept.conflicts):,}"
        found = f"{rows} rows whose text stands under different labels"
        faults.append(Fault("conflict", kept.conflicts[0].line, found, "one label for a text", {"rows": rows}))
    return faults


def _many_classes(kept: Distinct, limits: Limits) -> list[Fault]:
    classes = len(kept.labels)
    if classes <= limits.classes:
        return []
    values = {"classes": f"{classes:,}", "most": limits.classes}
    if sum(map(is_number, kept.labels)) > 0.9 * classes:
        expected = "labels that name classes; this check cannot predict scores"
        return [Fault("scores", None, f"{classes:,} different numbers as labels", expected, values)]
    return [Fault("many_classes", None, f"{classes:,} classes", f"at most {limits.classes}", values)]


def _not_both_pairs(test: Rows) -> Fault:
    found = "two texts a row" if test.pairs else "one text a row"
    return Fault("test_pairs", None, f"{found} in the test file", "as many as in the training rows")
