from __future__ import annotations

import pytest

from usagestats.render.bars import Bars
from usagestats.render.fitting import Fitting
from usagestats.render.folding import Run
from usagestats.render.people import TextColumn
from usagestats.render.table_lines import BarColumn, table_lines

DAY = TextColumn("day", ["Mon", "Tue", "Wed"], ["total"], is_whole=True)
REASON = TextColumn("reason", ["it is so", "", "no"], [""], is_sentence=True)
COUNT = TextColumn("no_of_hits", ["7", "1,234", "–"], ["1,241"], is_number=True, is_whole=True)
FITTING = Fitting([DAY, REASON, COUNT], [5, 6, 6], [], None)
BARS = Bars("hits", ["hits"], [[7.0], [1234.0], []], full=1234.0)


def lines_of(bars: BarColumn | None = None, *runs: Run, unicode: bool = True) -> list[str]:
    return [line.plain for line in table_lines(FITTING, bars, runs, unicode=unicode)]


def test_a_table_has_headings_at_the_bottom_sentences_in_lines_a_total_and_bars() -> None:
    assert lines_of(BarColumn(BARS, 8)) == [
        "                 no_of_",
        "day     reason     hits   hits",
        "─" * 34,
        "Mon     it is         7",
        "        so",
        "Tue               1,234   ████████",
        "Wed     no            –",
        "",
        "total             1,241",
    ]


def test_where_there_is_only_ascii_lines_part_the_columns() -> None:
    actual = lines_of(unicode=False)

    assert actual[2] == "------+--------+-------"
    assert actual[3] == "Mon   | it is  |      7"
    assert actual[-2:] == [actual[2], "total |        |  1,241"]


def test_a_run_of_rows_is_one_line() -> None:
    actual = lines_of(None, Run(0, 2, "2 days without requests"))

    assert actual[3:5] == ["2 days without requests", "Wed     no            –"]


@pytest.mark.parametrize(
    ("width", "expected"), [(33, None), (34, 8), (66, 40), (67, 40), (None, 40)]
)
def test_bars_have_the_room_that_is_left(width: int | None, expected: int | None) -> None:
    actual = BarColumn.beside(FITTING, BARS, width)

    assert (actual and actual.width) == expected


def test_only_bars_that_show_a_limit_ask_for_room() -> None:
    with_levels = Bars("utilisation", ["utilisation"], [], 1.0, has_levels=True)

    assert BarColumn.needed(with_levels) == len("utilisation") + 3
    assert BarColumn.needed(BARS) == 0
    assert BarColumn.needed(None) == 0
