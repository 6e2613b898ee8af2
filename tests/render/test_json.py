from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from tests.render.conftest import with_shares
from usagestats.render.json import to_json, to_json_lines
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.report import Report

META = {
    "format_version": 2,
    "report": "traffic",
    "range": {"start": "2026-10-25T02:00:00+03:00", "end": "2026-10-25T05:00:00+02:00"},
    "timezone": "Europe/Athens",
    "granularity": "hour",
    "counting": "matched",
    "left_out": 0,
    "counts": {
        "lines": 12,
        "requests": 9,
        "rejects": 2,
        "ignored": 1,
        "matched": 9,
        "unmatched": 0,
        "excluded": 0,
        "in_range": 8,
    },
    "notes": ["no log between 2026-10-25 04:00 and 2026-10-25 05:00"],
}
ROWS = [
    {
        "period_start": "2026-10-25T02:00:00+03:00",
        "period_end": "2026-10-25T03:00:00+03:00",
        "partial": True,
        "backend": "catalog",
        "application": "web",
        "status": 200,
        "requests": 1234567,
        "hits": 1234567,
    },
    {
        "period_start": "2026-10-25T03:00:00+03:00",
        "period_end": "2026-10-25T03:00:00+02:00",
        "partial": False,
        "backend": "catalog",
        "application": '=SUM(A1,"x")',
        "status": 404,
        "requests": 617284,
        "hits": 0,
    },
    {
        "period_start": "2026-10-25T03:00:00+02:00",
        "period_end": "2026-10-25T04:00:00+02:00",
        "partial": False,
        "backend": None,
        "application": "a|b\x1b[31m\u202ered\t\n",
        "status": None,
        "requests": 0,
        "hits": 5,
    },
    {
        "period_start": "2026-10-25T04:00:00+02:00",
        "period_end": "2026-10-25T05:00:00+02:00",
        "partial": False,
        "backend": "search",
        "application": None,
        "status": 503,
        "requests": None,
        "hits": None,
    },
]
FIRST_LINES = """
{
  "meta": {
    "format_version": 2,
    "report": "traffic",
    "range": {
      "start": "2026-10-25T02:00:00+03:00",
""".lstrip()


def test_a_document_says_what_was_read_and_holds_names_unchanged(report: Report) -> None:
    text = to_json(report)
    actual = json.loads(text)

    assert actual == {"meta": META, "rows": ROWS}
    assert [*META] == [*actual["meta"]]
    assert [*ROWS[0]] == [*actual["rows"][0]]
    assert text.startswith(FIRST_LINES)
    assert text.endswith("\n  ]\n}\n")


def test_json_lines_are_one_object_per_row(report: Report) -> None:
    lines = to_json_lines(report).split("\n")
    actual = [json.loads(line) for line in lines[:-1]]

    first = (
        '{"period_start": "2026-10-25T02:00:00+03:00", "period_end": "2026-10-25T03:00:00+03:00",'
        ' "partial": true, "backend": "catalog", "application": "web", "status": 200,'
        ' "requests": 1234567, "hits": 1234567}'
    )

    assert actual == ROWS
    assert lines[0] == first
    assert lines[-1] == ""


def test_without_a_range_the_bounds_are_null_and_there_are_no_rows(report: Report) -> None:
    empty = replace(report, rows=report.rows.clear(), span=None)
    actual = json.loads(to_json(empty))

    assert actual == {"meta": {**META, "range": {"start": None, "end": None}}, "rows": []}
    assert to_json_lines(empty) == ""


def test_a_terminal_sees_no_control_character_in_json(report: Report) -> None:
    hostile = "\x00\x07\x1b[31m\x7f\x9b31m\x85\u2028\u202e\u2066\ufeff\u200b\u3164\U000e0041"
    rows = report.rows.with_columns(backend=pl.lit(hostile))
    replaced = replace(report, rows=rows, notes=(hostile,))

    for text in (to_json(replaced), to_json_lines(replaced)):
        assert text.replace("\n", "") == visible(text.replace("\n", ""))
    assert json.loads(to_json(replaced))["rows"][0]["backend"] == hostile


def test_letters_of_any_script_stay_readable(report: Report) -> None:
    actual = to_json(replace(report, notes=("Ελλάδα 🚀",)))

    assert '"Ελλάδα 🚀"' in actual


def test_programs_read_the_whole_fraction(report: Report) -> None:
    shares = with_shares(report, 0.25, 1 / 3, None)

    assert [json.loads(line)["share"] for line in to_json_lines(shares).splitlines()] == [
        0.25,
        1 / 3,
        None,
    ]
