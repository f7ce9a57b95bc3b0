"""The language of a message."""

import pytest

from app.understanding.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Which model sorts our tide reports?", "en"),
        ("用BERT还是GPT来做NER?", "zh"),
        ("用RoBERTa fine-tune还是直接prompt大模型", "zh"),
        ("The word 茶 occurs in every tasting note we file", "en"),
        ("1234 !!", "en"),
        ("", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
