"""Names that columns have, as people and published data sets call them."""

import re

TEXT_NAMES = (
    "text sentence utterance review content comment message body question query document tweet post description "
    "input title headline subject 文本 内容 正文 句子 语句 评论 留言 问题 话语 描述 标题"
).split()
"""Of a text to classify, the likelier first."""
LABEL_NAMES = (
    "labeltext labelname label labels class category intent sentiment target tag topic type polarity emotion "
    "标签名 标签 类别 分类 类型 意图 情感 情绪 主题 话题"
).split()
"""Of its class; names of classes before their numbers, for a decoder can only choose among names that say something."""
PAIRS = (
    ("premise", "hypothesis"),
    ("question", "sentence"),
    ("question", "passage"),
    ("query", "passage"),
    ("query", "document"),
    ("text", "textpair"),
    ("前提", "假设"),
    ("问题", "段落"),
    ("查询", "文档"),
)
"""Of two texts whose relation is the class, besides those that differ in a final 1 and 2 or a and b."""
NO_LABELS = (
    "id idx index uid guid no split fold source lang language date time timestamp 编号 序号 语言 日期 时间".split()
)
"""Of columns whose values may repeat and still are no classes."""
_TAILS = (("1", "2"), ("a", "b"), ("one", "two"), ("一", "二"), ("甲", "乙"))
_STEMS = ("text", "sentence", "question", "query", "document", "sent", "s", "q", "文本", "句子", "问题", "内容", "标题")
PAIR_NAMES = (*((stem + first, stem + second) for stem in _STEMS for first, second in _TAILS), *PAIRS)
KNOWN_NAMES = frozenset([*TEXT_NAMES, *LABEL_NAMES, *(name for pair in PAIR_NAMES for name in pair)])


def plain(name: str) -> str:
    """A name as the lists here have it: lower case, nothing between its words."""
    return re.sub(r"[\s_\-]+", "", name.casefold())
