"""Word-level search, for names and figures that a sentence vector blurs."""

import re
from collections import Counter

import bm25s
import numpy as np
import rjieba
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z0-9]+(?:[.\-][a-z0-9]+)*|[\u4e00-\u9fff]+")
_STOP = frozenset(
    "a an and are as at be but by do does for from how i if in is it its my of on or "
    "so than that the their there this to was we what when which who why will with "
    "you your can should "
    "的 了 是 在 和 与 吗 呢 吧 就 都 也 有 什么 怎么 哪个 为什么 多少 到底 一个 这个 那个 用 会 能 "
    "要 把 被 我 你".split()
)


def words(text: str) -> list[str]:
    """Lower-case words of a text: Latin words and numbers whole, Chinese cut by a dictionary."""
    found: list[str] = []
    for piece in _WORD.findall(text.lower()):
        if "\u4e00" <= piece[0] <= "\u9fff":
            found.extend(rjieba.cut_for_search(piece))
        else:
            found.append(piece)
            if "-" in piece:
                found.extend(piece.split("-"))
    return [word for word in found if word not in _STOP]


class WordIndex:
    """BM25 (k1 1.2, b 0.5) over a fixed list of texts."""

    def __init__(self, texts: list[str]) -> None:
        self._index = bm25s.BM25(k1=1.2, b=0.5)
        self._index.index([words(text) or ["∅"] for text in texts], show_progress=False)
        self._count = len(texts)
        # In how many texts each word stands.
        self._spread = Counter(word for text in texts for word in set(words(text)))

    def coverage(self, question: str, without: str = "") -> float:
        """Share of the question's words that stand in the texts, each weighted by its rarity; 0 to 1.

        Args:
            without: one of the texts, to be left out of account.
        """
        asked, aside = words(question), frozenset(words(without))
        spread = np.array([self._spread[word] - (word in aside) for word in asked], dtype=float)
        rarity = np.log(1 + self._count / (1 + np.maximum(spread, 0)))
        return float((rarity * (spread > 0)).sum() / rarity.sum()) if asked else 0.0

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 score of every text, in their order, float32, zero where no word is shared."""
        query = [word for word in words(question) if word in self._index.vocab_dict]
        if not query:
            return np.zeros(self._count, dtype=np.float32)
        return np.asarray(self._index.get_scores(query), dtype=np.float32)
