"""Faults as they are told."""

from typing import get_args

import pytest

from app.bakeoff.reading.faults import Fault, FaultCode, RowsError
from app.bakeoff.reading.read import Limits, read_text
from app.wording import keys


@pytest.mark.parametrize("code", get_args(FaultCode))
def test_every_fault_has_its_wording(code: str) -> None:
    assert f"check.fault_{code}" in keys()


def test_a_message_stays_readable_when_everything_is_wrong() -> None:
    with pytest.raises(RowsError) as caught:
        read_text("text,label\n" + ",x\n" * 500, Limits())
    assert len(caught.value.faults) == 500
    assert str(caught.value).endswith("and 490 more")
    assert caught.value.says("en").count("\n") == 10
    assert caught.value.says("en").endswith("and 490 more")
    assert "490" in caught.value.says("zh")


def test_a_fault_is_told_with_its_numbers_in_both_languages() -> None:
    fault = Fault("cells", 7, "3 cells", "2", {"cells": 3, "width": 2})
    for told in (fault.says("en"), fault.says("zh")):
        assert all(number in told for number in "732")
