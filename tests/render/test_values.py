from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from usagestats.render.values import iso_time, with_safe_names, with_written_times
from usagestats.safety.visible import harmless_cell, visible

if TYPE_CHECKING:
    from usagestats.report import Report


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ελλάδα 🚀 – …", "Ελλάδα 🚀 – …"),
        (r"a\x1b", r"a\x1b"),
        ("a\tb\nc\rd\x00", r"a\tb\nc\rd\x00"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x7f\x80\x85\x9b\x9f\xa0", "\\x7f\\x80\\x85\\x9b\\x9f\xa0"),
        ("\u061c\u200e\u200f", r"\u061c\u200e\u200f"),
        ("\u2028\u2029\u202a\u202e\u2066\u2069", r"\u2028\u2029\u202a\u202e\u2066\u2069"),
        ("\ufeff", r"\ufeff"),
    ],
)
def test_characters_that_a_terminal_obeys_are_written_as_escapes(text: str, expected: str) -> None:
    actual = visible(text)

    assert expected == actual


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_quoted(first: str) -> None:
    actual = harmless_cell(f"{first}1")

    assert actual == f"'{first}1"


@pytest.mark.parametrize("text", ["", "web", "a=1", "key:0-1", "(none)", "'=1", "1+1"])
def test_any_other_cell_stays(text: str) -> None:
    actual = harmless_cell(text)

    assert text == actual


@pytest.mark.parametrize(
    ("zone", "time", "expected"),
    [
        ("UTC", "2026-05-04T10:15", "2026-05-04T10:15:00+00:00"),
        ("Europe/Athens", "2026-10-25T00:30", "2026-10-25T03:30:00+03:00"),
        ("Europe/Athens", "2026-10-25T01:30", "2026-10-25T03:30:00+02:00"),
        ("America/St_Johns", "2026-01-01T00:00", "2025-12-31T20:30:00-03:30"),
        ("Asia/Kathmandu", "2026-01-01T00:15", "2026-01-01T06:00:00+05:45"),
    ],
)
def test_a_time_is_written_with_its_offset(zone: str, time: str, expected: str) -> None:
    actual = iso_time(datetime.fromisoformat(time).replace(tzinfo=UTC), ZoneInfo(zone))

    assert expected == actual


def test_only_columns_of_times_become_texts(report: Report) -> None:
    actual = with_written_times(report)

    starts = [
        "2026-10-25T02:00:00+03:00",
        "2026-10-25T03:00:00+03:00",
        "2026-10-25T03:00:00+02:00",
        "2026-10-25T04:00:00+02:00",
    ]
    times = ["period_start", "period_end"]

    assert actual["period_start"].to_list() == starts
    assert actual["period_end"].to_list() == [*starts[1:], "2026-10-25T05:00:00+02:00"]
    assert actual.drop(times).equals(report.rows.drop(times))
    assert actual.columns == report.rows.columns


@pytest.mark.parametrize(
    ("for_spreadsheet", "formula"), [(True, '\'=SUM(A1,"x")'), (False, '=SUM(A1,"x")')]
)
def test_names_are_made_visible_and_harmless_if_asked(
    report: Report,
    for_spreadsheet: bool,  # noqa: FBT001
    formula: str,
) -> None:
    rows = with_safe_names(report.rows, report, for_spreadsheet=for_spreadsheet)

    assert rows["application"].to_list() == ["web", formula, r"a|b\x1b[31m\u202ered\t\n", None]
    assert rows.drop("application").equals(report.rows.drop("application"))
