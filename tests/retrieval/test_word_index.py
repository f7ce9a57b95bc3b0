"""Word-level search."""

import numpy as np
import pytest

from retrieval.bm25 import WordIndex, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ALBERT-xxlarge model", ["albert-xxlarge", "albert", "xxlarge", "model"]),
        ("GPT-4.1-nano", ["gpt-4.1-nano", "gpt", "4.1", "nano"]),
        ("F1 0.92", ["f1", "0.92"]),
        ("位置编码", ["位置", "编码"]),
        ("BERT的位置", ["bert", "位置"]),
        ("what is it", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


TEXTS = [
    "ALBERT-xxlarge needs more multiply-adds than BERT-base",
    "旋转位置编码取代了可学习的位置表",
    "GPT-2 has 1.5B parameters",
    "RoBERTa drops next sentence prediction",
    "the of and",
]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("is albert-xxlarge slow", 0),
        ("ALBERT", 0),
        ("位置编码", 1),
        ("how many parameters, 1.5B?", 2),
        ("next sentence", 3),
    ],
)
def test_the_text_that_shares_the_words_scores_best(question: str, best: int) -> None:
    scores = WordIndex(TEXTS).scores(question)
    assert scores.shape == (len(TEXTS),)
    assert scores.dtype == np.float32
    assert int(np.argmax(scores)) == best
    assert scores[best] > 0


@pytest.mark.parametrize("question", ["weather tomorrow", "the of and", "", "？！", "天气"])
def test_no_shared_word_scores_zero(question: str) -> None:
    np.testing.assert_array_equal(WordIndex(TEXTS).scores(question), np.zeros(len(TEXTS)))


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = WordIndex(["bert model one", "bert model two", "bert model three", "ettin model four"])
    assert index.scores("ettin")[3] > index.scores("bert")[0] > 0
