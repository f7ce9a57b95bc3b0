"""Figures are read alike in both languages, and names are none."""

import pytest

from knowledge.figures import figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8,192 tokens", {8192}),
        ("92.6% of 40.", {92.6, 40}),
        ("3.3 billion words", {3.3e9}),
        ("33亿词、4 万条", {33e8, 4e4}),
        ("110M and 1.5B, 2T tokens", {110e6, 1.5e9, 2e12}),
        ("4 Transformer layers", {4}),
        ("GPT-2, MiniLM-L6, nDCG@10, T5, [A1.3]", set()),
        ("from 15 to 46.9 [U4.2].", {15, 46.9}),
        ("half of them, 十倍", set()),
        ("", set()),
    ],
)
def test_figures(text: str, expected: set[float]) -> None:
    assert figures(text) == expected
