"""Each fact, on sentences written for this test."""

import time
from collections.abc import Callable

import pytest

from app.understanding.profile import FactName, TaskProfile

ReadFacts = Callable[[str], TaskProfile]

CASES: list[tuple[FactName, str, object]] = [
    ("labels", "We have 4,100 annotated bakery orders.", 4_100),
    ("labels", "Our ferrymen tagged about 900 logbook lines.", 900),
    ("labels", "60 phrases for every intent, 20 intents, all labelled", 1_200),
    ("labels", "fifteen labelled notes for each of six kinds", 90),
    ("labels", "No labels so far.", 0),
    ("labels", "Nothing has been tagged by hand.", 0),
    ("labels", "800,000 unlabelled beekeeping diaries", 0),
    ("labels", "Three people can check suggestions, none is labelled", 0),
    ("labels", "标过7200条钓鱼日记", 7_200),
    ("labels", "两万条灯塔日志全没标", 0),
    ("labels", "一条都没标", 0),
    ("labels", "每类只有三十条样例,共五类", 150),
    ("labels", "攒了十二万句对,译员核过", 120_000),
    (
        "labels",
        "The tagger was trained on tulip mails, now it is fed orchid mails and fails. Nobody can label them.",
        0,
    ),
    ("labels", "Of 50,000 buoy logs we marked 1,300", 1_300),
    ("labels", "从四万份航海日记里只标了260份", 260),
    ("labels", "We have 3 million eel reports, need them tagged, zero annotations", 0),
    ("labels", "Four hundred kites were sold", None),
    ("classes", "sort them into 12 fixed categories", 12),
    ("classes", "each goes to one of seven desks", 7),
    ("classes", "hot / warm / cold", 3),
    ("classes", "分到九个科室", 9),
    ("classes", "按高/中/低分", 3),
    ("classes", "二分类", 2),
    ("classes", "on a severity scale from 1 to 6", 6),
    ("classes", "booked to one of 12 accounts", 12),
    ("p95_ms", "must answer within 40 ms", 40),
    ("p95_ms", "under half a second per request", 500),
    ("p95_ms", "the easy ones in a second, the hard ones may take ten seconds each", 1_000),
    ("p95_ms", "延迟不能超过80毫秒", 80),
    ("p95_ms", "40 minutes of audio", None),
    ("items_per_day", "2,000 orders a day, at peak 4 per second", 345_600),
    ("items_per_day", "9,000 tickets daily, and we may make 200 LLM calls a day", 9_000),
    ("items_per_day", "一周三百五十封", 50),
    ("max_tokens", "each file has about four pages", 2_400),
    ("max_tokens", "our old 512-token BERT cuts it off", None),
    ("max_tokens", "每份大概八千字", 8_000),
    ("label_scheme", "the categories never change", "fixed"),
    ("label_scheme", "the list of codes grows every month", "changing"),
    ("label_scheme", "nine tags that won't change", "fixed"),
    ("label_scheme", "类别定死了", "fixed"),
    ("label_scheme", "标签隔三差五就换", "changing"),
    ("label_scheme", "one of seven topics", "fixed"),
    ("hardware", "a laptop without a GPU", "none"),
    ("hardware", "one RTX 4060", "small"),
    ("hardware", "two RTX 4060", "large"),
    ("hardware", "a 24 GB card", "large"),
    ("hardware", "12G显卡", "small"),
    ("hardware", "一张A100", "large"),
    ("hardware", "只有一台旧笔记本,没显卡", "none"),
    ("data_may_leave", "we can't send data out", False),
    ("data_may_leave", "The texts stay on our own servers", False),
    ("data_may_leave", "an API is fine", True),
    ("data_may_leave", "all of it is public data", True),
    ("data_may_leave", "数据不能出内网", False),
    ("data_may_leave", "可以用外部接口", True),
    ("budget", "we have EUR 700 for this", "EUR 700"),
    ("languages", "from Norwegian to Sami", ("no", "se")),
    ("languages", "中译英", ("zh", "en")),
    ("languages", "into Khmer, not German", ("km",)),
    ("reasoning", "it must work step by step through the rules", True),
    ("reasoning", "要一步步推出结论", True),
    ("llm_use", "No LLM may be used.", "never"),
    ("llm_use", "大模型一次都不许用", "never"),
    ("llm_use", "A large model may label once beforehand", "offline"),
    ("llm_use", "we can afford 3,000 LLM calls a day", "limited"),
    ("llm_use", "LLMs are allowed", "allowed"),
    ("hard_tail", "It is sure on 92% of them, the rest is hard and needs reading.", True),
    ("hard_tail", "九成很准,剩下的它自己拿不准", True),
    ("domain_shift", "The model was trained on rail reports, now it gets bus reports and fails", True),
    ("domain_shift", "原样搬到码头就不行", True),
    ("words_decide", "show which words counted", True),
    ("words_decide", "用词很直白", True),
    ("words_decide", "关键词靠不住,要看上下文", False),
    ("then_text", "First tag the mail, then write a reply", True),
    ("then_text", "分好类以后,还要给出一段理由", True),
    ("accuracy_first", "Accuracy is all that counts", True),
    ("accuracy_first", "只看精度", True),
]


@pytest.mark.parametrize(("name", "text", "value"), CASES)
def test_fact(read_facts: ReadFacts, name: FactName, text: str, value: object) -> None:
    assert read_facts(text).value(name) == value


def test_what_is_not_stated_is_absent(read_facts: ReadFacts) -> None:
    assert dict(read_facts("Which model for our orchard?").facts) == {}


def test_a_fact_carries_the_words_it_was_read_from(read_facts: ReadFacts) -> None:
    assert read_facts("Please be quick: 35 ms at most.").facts["p95_ms"].words == "35 ms"


def test_full_width_digits_are_read(read_facts: ReadFacts) -> None:
    assert read_facts("标过１２００条").value("labels") == 1_200


@pytest.mark.parametrize("unit", ["1", "a/b ", "12 labelled, ", "一百条标注,", "x" * 50 + " ", "(((", "no "])
def test_long_texts_stay_cheap(read_facts: ReadFacts, unit: str) -> None:
    text = unit * (6_000 // len(unit))
    start = time.perf_counter()
    read_facts(text)
    assert time.perf_counter() - start < 3
