from __future__ import annotations

from datetime import timedelta

import pytest

from usagestats.tables.usage import Grain, add_usage


def test_nothing_adds_up_to_an_empty_table() -> None:
    assert add_usage([], Grain((), timedelta(days=1))).rows() == []


@pytest.mark.parametrize(
    ("keys", "slot"), [(("status", "backend"), timedelta(hours=1)), ((), timedelta(hours=7))]
)
def test_a_grain_out_of_order_or_off_the_day_is_refused(
    keys: tuple[str, ...], slot: timedelta
) -> None:
    with pytest.raises(ValueError, match=r"keys must be in the order|a day is no multiple"):
        Grain(keys, slot)
