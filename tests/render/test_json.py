from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from tests.render.conftest import with_shares
from usagestats.choices import TimeFormat
from usagestats.render.json import to_json, to_json_lines
from usagestats.render.notation import Notation
from usagestats.report import Column, ColumnType, RowsCut
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


def test_a_note_says_how_many_rows_are_not_shown(report: Report) -> None:
    document = json.loads(to_json(replace(report, cut=RowsCut(1_200, {}))))

    assert document["meta"]["notes"][1:] == ["rows not shown: 1,200; -n N shows more"]


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


def test_programs_read_fractions_of_up_to_six_digits(report: Report) -> None:
    shares = with_shares(report, 0.25, 1 / 3, None)

    assert [json.loads(line)["share"] for line in to_json_lines(shares).splitlines()] == [
        0.25,
        0.333333,
        None,
    ]


def test_rates_have_no_exponent_and_texts_that_look_like_one_stay(report: Report) -> None:
    shares = with_shares(report, 0.00005, 1e17)
    rows = shares.rows.with_columns(status=pl.lit('say "1e-7, 2e+9'))
    changed = replace(shares, rows=rows, notes=("1e-7",))
    lines = to_json_lines(changed)

    assert lines.splitlines()[0].endswith('"share": 0.00005}')
    assert "100000000000000000.0" in lines
    assert json.loads(lines.splitlines()[0]) == {"status": 'say "1e-7, 2e+9', "share": 0.00005}
    assert json.loads(to_json(changed))["meta"]["notes"] == ["1e-7"]
    assert '"share": 0.00005' in to_json(changed)


def test_times_of_rows_follow_the_notation_and_those_of_the_range_do_not(report: Report) -> None:
    notation = Notation(time_format=TimeFormat.LOCAL)
    document = json.loads(to_json(report, notation))

    assert document["rows"][0]["period_start"] == "2026-10-25 02:00:00"
    assert json.loads(to_json_lines(report, notation).splitlines()[0]) == document["rows"][0]
    assert document["meta"] == META


def test_money_is_text_with_all_its_digits(report: Report) -> None:
    columns = (Column("amount", ColumnType.MONEY, decimals=2),)
    rows = pl.DataFrame({"amount": [Decimal("0.10")]}, {"amount": pl.Decimal(38, 2)})
    shown = replace(report, columns=columns, rows=rows, bar=None)

    assert to_json_lines(shown) == '{"amount": "0.10"}\n'
