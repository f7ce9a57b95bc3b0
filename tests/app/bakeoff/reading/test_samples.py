"""The sample tables: as declared, clean, learnable, and not trivial."""

import csv
import io
from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline

from app.bakeoff.reading.read import Limits, read_text
from app.bakeoff.reading.samples.samples import SAMPLES, Sample, sample, samples_for

FEWEST_ROWS_OF_A_CLASS = 12
LONGEST_TEXT = 300
LEAST_GAIN = 0.1
"""By how much a linear model must beat the majority class: below it there is nothing to learn."""
HIGHEST_ACCURACY = 0.97
"""Above it the table is too easy to tell contestants apart."""

each_sample = pytest.mark.parametrize("item", SAMPLES, ids=lambda item: item.key)


def table(item: Sample) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(item.text()), strict=True))


def labelled(item: Sample) -> list[dict[str, str]]:
    return [row for row in table(item) if row["label"]]


@each_sample
def test_counts_stand_as_declared(item: Sample) -> None:
    assert item.text().startswith("text,label\n")
    assert len(table(item)) == item.rows
    assert len({row["label"] for row in labelled(item)}) == item.classes


@each_sample
def test_the_reader_uses_every_row(item: Sample) -> None:
    rows = read_text(item.text(), Limits())
    assert (len(rows.rows), len(rows.labels), rows.pairs) == (item.rows, item.classes, False)


@each_sample
def test_every_row_is_one_clean_short_text(item: Sample) -> None:
    for row in table(item):
        assert list(row) == ["text", "label"]
        assert row["text"] == row["text"].strip() != ""
        assert row["label"] == row["label"].strip()
        assert len(row["text"]) <= LONGEST_TEXT


@each_sample
def test_no_text_stands_twice(item: Sample) -> None:
    counts = Counter(row["text"].casefold() for row in table(item))
    assert [text for text, count in counts.items() if count > 1] == []


@each_sample
def test_no_class_is_too_small_to_test(item: Sample) -> None:
    counts = Counter(row["label"] for row in labelled(item))
    assert min(counts.values()) >= FEWEST_ROWS_OF_A_CLASS, counts


@each_sample
def test_rows_are_not_sorted_by_class(item: Sample) -> None:
    labels = [row["label"] for row in labelled(item)]
    assert len(set(labels[:30])) == item.classes


@each_sample
def test_a_linear_model_learns_it_but_not_all_of_it(item: Sample) -> None:
    texts = [row["text"] for row in labelled(item)]
    labels = [row["label"] for row in labelled(item)]
    model = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)), LogisticRegression(C=10.0, max_iter=1000)
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    accuracy = float(np.mean(cross_val_score(model, texts, labels, cv=folds)))
    majority = Counter(labels).most_common(1)[0][1] / len(labels)
    assert majority + LEAST_GAIN < accuracy < HIGHEST_ACCURACY


def test_only_the_tickets_end_in_rows_to_predict() -> None:
    empty = {item.key: [number for number, row in enumerate(table(item)) if not row["label"]] for item in SAMPLES}
    assert empty == {"tickets_en": list(range(228, 240)), "intents_zh_en": [], "reviews_zh": []}


def test_tickets_are_unbalanced() -> None:
    counts = Counter(row["label"] for row in labelled(sample("tickets_en")))
    assert counts == {"billing": 84, "technical": 68, "account": 43, "shipping": 33}


def test_intents_are_half_chinese_in_every_class() -> None:
    halves = Counter((row["label"], _is_chinese(row["text"])) for row in table(sample("intents_zh_en")))
    assert all(halves[label, True] == halves[label, False] for label, _ in halves)


def test_readers_get_all_samples_those_in_their_language_first() -> None:
    assert [item.key for item in samples_for("en")] == ["tickets_en", "intents_zh_en", "reviews_zh"]
    assert [item.key for item in samples_for("zh")] == ["reviews_zh", "intents_zh_en", "tickets_en"]


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(KeyError):
        sample("intents_en")


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
