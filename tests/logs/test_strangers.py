"""Lines that no format fits are counted by reason, and the first of each are kept."""

from __future__ import annotations

import polars as pl
import pytest

from tests.chunks import skip_without_kernel
from usagestats.logs import strangers
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.quoted_request import NO_TIME
from usagestats.logs.strangers import StrangersOfFormat

QUOTED = "no quoted request"
LINES = ["a", "[04/May/2026:10:15:30 +0000] b", "c", "d", "[04/May/2026:10:15:30 +0000] e"]


@pytest.mark.parametrize("together", [1, 1 << 20])
def test_the_first_lines_of_each_reason_are_kept(
    together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without_kernel()
    monkeypatch.setattr(strangers, "_TOGETHER", together)
    collected = StrangersOfFormat(NCSA, pl.Series([10, 11, 12, 13, 14, 15]), 2)
    for place, line in enumerate(LINES, 1):
        collected.add(f"{line}\n".encode(), place.to_bytes(8, "little"))
    found = collected.all()
    assert found is not None

    assert found.counts == {NO_TIME: 3, QUOTED: 2}
    assert found.first.rows() == [
        (11, LINES[0], NO_TIME),
        (12, LINES[1], QUOTED),
        (13, LINES[2], NO_TIME),
        (15, LINES[4], QUOTED),
    ]


def test_without_lines_there_is_nothing() -> None:
    assert StrangersOfFormat(NCSA, pl.Series([], dtype=pl.Int64()), 2).all() is None


@pytest.mark.parametrize("line", ["a\r", "é", " b\r c", "\u2028"])
def test_a_line_is_kept_as_it_is(line: str) -> None:
    skip_without_kernel()
    collected = StrangersOfFormat(NCSA, pl.Series([7, 8]), 2)
    collected.add(f"{line}\nb\n".encode(), bytes(8) + (1).to_bytes(8, "little"))
    found = collected.all()
    assert found is not None

    assert found.first.rows() == [(7, line, NO_TIME), (8, "b", NO_TIME)]
