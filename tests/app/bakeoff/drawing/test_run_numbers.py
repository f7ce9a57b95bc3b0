"""Figures are written to the digits that count."""

import pytest

from app.bakeoff.drawing.numbers import interval, money, number, p_value, points, share, short_size, size, tick, times
from app.bakeoff.drawing.svg import LEFT, RIGHT, Scale, log_scale, log_ticks, share_axis
from app.bakeoff.report import Interval


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (0.0, "0"), (0.0004, "<0.001"), (0.0114, "0.0114"), (0.5, "0.5"), (4.25, "4.25"), (12.34, "12.3"),
        (999.6, "1,000"), (1234567.8, "1,234,568"),
    ],
)  # fmt: skip
def test_amounts(value: float | None, text: str) -> None:
    assert number(value) == text


def test_shares_points_and_money() -> None:
    assert (share(0.9123), share(None)) == ("91.2%", "–")
    assert interval(Interval(0.9123, 0.88, 0.9408)) == "91.2 (88.0–94.1)"
    assert (points(0.04), points(-0.0351), points(-0.0001)) == ("+4.0", "−3.5", "0.0")
    assert (money(0.1), money(30.8), money(1234.5), money(0.0114)) == ("0.10", "30.80", "1,234", "0.0114")
    assert (times(1.04), times(19.6), p_value(0.00001), p_value(0.0499)) == ("1.0", "20", "<0.001", "0.050")
    assert (tick(0.05), tick(5000.0)) == ("0.05", "5,000")


def test_sizes() -> None:
    assert [short_size(value) for value in (0.02, 135.0, 7615.6)] == ["0.02M", "135M", "7.62B"]
    assert size(None, "en") == "size not known" and size(None, "zh", "baseline") == "无预训练模型"


def test_a_logarithmic_scale_gives_each_factor_the_same_room() -> None:
    scale = Scale(1, 100, 0, 200, log=True)
    assert [scale(value) for value in (1, 10, 100)] == [0, 100, 200]
    wide = log_scale([0.5, 900.0], LEFT, RIGHT)
    assert log_ticks(wide) == [1.0, 10.0, 100.0, 1000.0]
    assert log_ticks(log_scale([12.0, 14.0], LEFT, RIGHT)) == [10.0] or all(
        9 < value < 20 for value in log_ticks(log_scale([12.0, 14.0], LEFT, RIGHT))
    )


@pytest.mark.parametrize("values", [[0.0], [1.0], [0.5, 0.52], [0.0, 1.0]])
def test_shares_stay_within_the_axis(values: list[float]) -> None:
    axis = share_axis(values, "share")
    assert 0 <= axis.scale.low <= min(values) and max(values) <= axis.scale.high <= 1
    assert len(axis.ticks) >= 2
