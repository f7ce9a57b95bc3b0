"""Figures are written as people write them."""

import pytest

from app.ui.units import memory, size


@pytest.mark.parametrize(("params_m", "shown"), [(110, "110M"), (117.5, "118M"), (3000, "3B"), (671_000, "671B")])
def test_sizes(params_m: float, shown: str) -> None:
    assert size(params_m) == shown


@pytest.mark.parametrize(("megabytes", "shown"), [(59, "0.059 GB"), (298, "0.3 GB"), (16_400, "16 GB")])
def test_memory(megabytes: float, shown: str) -> None:
    assert memory(megabytes) == shown
