"""Numbers and quantities in both languages."""

import pytest

from app.understanding.numerals import from_han, numbers
from app.understanding.quantities import durations, lengths, percentages, rates

NUMBERS = [
    ("22k rows", [22_000]),
    ("1.2M rows", [1_200_000]),
    ("5 million", [5_000_000]),
    ("1,234,567 mails", [1_234_567]),
    ("12,300 notes and 40 more", [12_300, 40]),
    ("four of them", [4]),
    ("a dozen", [12]),
    ("two dozen", [24]),
    ("three hundred", [300]),
    ("two thousand five hundred", [2_500]),
    ("twenty-two", [22]),
    ("half a million", [500_000]),
    ("a couple hundred", [200]),
    ("a few thousand", [3_000]),
    ("one hundred and twenty", [120]),
    ("one of nine", [1, 9]),
    ("15-20 ms", [15, 20]),
    ("5k-6k", [5_000, 6_000]),
    (".84", [0.84]),
    ("RTX 3060 and 12 GB", [12]),
    ("7B or 70B, GPT-4", []),
    ("93%", [93]),
    ("两千条", [2_000]),
    ("1.4万", [14_000]),
    ("一百二十万", [1_200_000]),
    ("八万多", [80_000]),
    ("三百来份", [300]),
    ("十来单", [10]),
    ("1万2", [12_000]),
    ("一万二", [12_000]),
    ("一千八", [1_800]),
    ("两百二", [220]),
    ("一百零二", [102]),
    ("五六千字", [6_000]),
    ("两三份", [3]),
    ("几千", [3_000]),
    ("上万条", [10_000]),
    ("一千一百万", [11_000_000]),
    ("3百万", [3_000_000]),
    ("1.5千万", [15_000_000]),
    ("3w条", [30_000]),
    ("1.2亿", [120_000_000]),
    ("三万三千", [33_000]),
    ("二〇一六", [2_016]),
    ("四十多万张", [400_000]),
    ("题,450个", [450]),
    ("一张3090", [1]),
    ("二手货、第三方、一下", []),
    ("九成五", []),
]


@pytest.mark.parametrize(("text", "values"), NUMBERS)
def test_numbers(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("350 a day", 350),
        ("Ten come in on a normal day", 10),
        ("70k profile edits a day", 70_000),
        ("38k leaflets land here daily", 38_000),
        ("every night, 5,000 sheets", 5_000),
        ("Daily volume: 300", 300),
        ("70 a week", 10),
        ("60 a month", 2),
        ("3,650 a year", 10),
        ("2 requests per second", 172_800),
        ("80 qps", 6_912_000),
        ("90 TPS", 7_776_000),
        ("a thousand per minute", 1_440_000),
        ("一天八千万条", 80_000_000),
        ("每天150条", 150),
        ("日均3万条", 30_000),
        ("每周一百四十句", 20),
        ("一个月三百单", 10),
        ("一分钟涌进来四万条", 57_600_000),
        ("一晚上出六千篇", 6_000),
        ("5000条/天", 5_000),
        ("每秒20条", 1_728_000),
    ],
)
def test_rates(text: str, value: float) -> None:
    assert rates(text)[0].value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    ["EUR 900 a month", "three hours a day", "one editor who helps for a week", "两位编辑能抽查一周", "80% a day"],
)
def test_what_is_no_rate(text: str) -> None:
    assert rates(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30 ms", 30),
        ("400-millisecond", 400),
        ("within a second", 1_000),
        ("half a second", 500),
        ("0.5s", 500),
        ("ten minutes", 600_000),
        ("70毫秒", 70),
        ("两秒", 2_000),
        ("半秒", 500),
        ("一分钟", 60_000),
    ],
)
def test_durations(text: str, value: float) -> None:
    assert [span.value for span in durations(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [("two pages", 1_200), ("6,000-token", 6_000), ("300 words", 400), ("五六千字", 6_000), ("三页", 1_800)],
)
def test_lengths(text: str, value: float) -> None:
    assert lengths(text)[0].value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("93%", 93),
        ("nine in ten", 90),
        ("九成五", 95),
        ("半成", 5),
        ("两成", 20),
        ("百分之八十", 80),
        ("百分之九十二点五", 92.5),
    ],
)
def test_percentages(text: str, value: float) -> None:
    assert [share.value for share in percentages(text)] == [value]


def test_spans_point_at_the_words() -> None:
    text = "We answer within 25 ms, 8,000 times a day"
    (span,) = durations(text)
    (rate,) = rates(text)
    assert text[span.start : span.end] == "25 ms"
    assert text[rate.start : rate.end] == "8,000 times a day"


def test_a_chinese_numeral_without_digits_has_no_value() -> None:
    assert from_han("几") is None
