from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.render.conftest import with_changes, with_shares
from usagestats.choices import TimeFormat
from usagestats.frames import coded
from usagestats.render.content import Style, to_bytes
from usagestats.render.delimited import to_csv, to_tsv
from usagestats.render.formats import Format
from usagestats.render.notation import Notation
from usagestats.report import Column, ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.report import Report

CSV = r"""
period_start,period_end,partial,backend,application,status,requests,hits
2026-10-25T02:00:00+03:00,2026-10-25T03:00:00+03:00,true,catalog,web,200,1234567,1234567
2026-10-25T03:00:00+03:00,2026-10-25T03:00:00+02:00,false,catalog,"'=SUM(A1,""x"")",404,617284,0
2026-10-25T03:00:00+02:00,2026-10-25T04:00:00+02:00,false,,a|b\x1b[31m\u202ered\t\n,,0,5
2026-10-25T04:00:00+02:00,2026-10-25T05:00:00+02:00,false,search,,503,,
""".lstrip()
TSV = (
    r"""
period_start,period_end,partial,backend,application,status,requests,hits
2026-10-25T02:00:00+03:00,2026-10-25T03:00:00+03:00,true,catalog,web,200,1234567,1234567
2026-10-25T03:00:00+03:00,2026-10-25T03:00:00+02:00,false,catalog,'=SUM(A1;"x"),404,617284,0
2026-10-25T03:00:00+02:00,2026-10-25T04:00:00+02:00,false,,a|b\x1b[31m\u202ered\t\n,,0,5
2026-10-25T04:00:00+02:00,2026-10-25T05:00:00+02:00,false,search,,503,,
""".lstrip()
    .replace(",", "\t")
    .replace(";", ",")
)


def written(report: Report, output: Format, style: Style | None = None) -> str:
    return b"".join(to_bytes([report], output, style or Style())).decode()


def named(report: Report, *names: str | None) -> Report:
    """Return one row per name of an application."""
    rows = (
        report.rows.head(1)
        .drop("application")
        .join(pl.DataFrame({"application": names}), how="cross")
    )
    return replace(report, rows=rows.select(report.rows.columns))


def test_csv_has_plain_numbers_iso_times_and_empty_cells_for_null(report: Report) -> None:
    actual = to_csv(report)

    assert actual == CSV


def test_tsv_has_the_same_cells_and_never_a_quote_of_its_own(report: Report) -> None:
    actual = to_tsv(report)

    assert actual == TSV


def test_readers_of_tsv_find_the_same_cells_with_and_without_quotes(report: Report) -> None:
    names = ["web", '"', '"a', '"=1+1"', ' "b', 'say "x"', '";"=1', None]
    text = to_tsv(named(report, *names))
    plain = [line.split("\t") for line in text.splitlines()]

    assert list(csv.reader(StringIO(text, newline=""), "excel-tab")) == plain
    assert [row[4] for row in plain[1:]] == [
        *("web", r"\x22", r"\x22a", '\'"=1+1"', r" \x22b", 'say "x"', "\\x22;'\"=1", ""),
    ]


def test_a_column_of_tsv_that_is_called_by_a_name_begins_with_no_quote(report: Report) -> None:
    quoted = replace(
        report,
        columns=(*report.columns[:-1], replace(report.columns[-1], key='"web"')),
        rows=report.rows.rename({"hits": '"web"'}),
    )

    assert to_tsv(quoted).splitlines()[0].split("\t")[-1] == r"\x22web" + '"'


NAMES = [None, "", "web", "a b", "a,b", "a;b", 'say "x"', "a\nb", "=1", "key:0a"]
CELLS = st.sampled_from(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_name_is_quoted_alike_in_one_row_and_in_many(
    name: str | None, delimiter: str, report: Report
) -> None:
    one = named(report, name)
    many = named(report, *[name] * 20)
    names = many.rows.select("backend", "application")
    many = replace(many, rows=many.rows.with_columns(map(coded, names)))
    notation = Notation(delimiter=delimiter)

    header, row = to_csv(one, notation).split("\n", 1)

    assert to_csv(many, notation) == f"{header}\n{row * 20}"


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=4),
    names=st.lists(CELLS, min_size=1, max_size=2),
    columns=st.sets(st.sampled_from(range(8)), min_size=1).map(sorted),
    delimiter=st.sampled_from([",", ";"]),
    is_coded=st.booleans(),
    has_header=st.booleans(),
)
def test_rows_of_one_period_are_written_as_each_by_itself(
    runs: list[tuple[int, int]],
    names: list[str | None],
    columns: list[int],
    delimiter: str,
    *,
    is_coded: bool,
    has_header: bool,
    report: Report,
) -> None:
    """Times and flags at the beginning of rows are written once for many rows in succession."""
    rows = [
        (
            *report.rows.row(period)[:3],
            names[0],
            names[row % len(names)],
            *report.rows.row(period)[5:],
        )
        for period, count in runs
        for row in range(count)
    ]
    table = pl.DataFrame(rows, report.rows.schema, orient="row")
    if is_coded:
        table = table.with_columns(map(coded, table.select("backend", "application")))
    chosen = tuple(report.columns[number] for number in columns)
    table = table.select(column.key for column in chosen)
    report = replace(report, columns=chosen, rows=table)
    notation = Notation(delimiter=delimiter)
    header = to_csv(replace(report, rows=table.clear()), notation)
    each = [
        to_csv(replace(report, rows=table[number : number + 1]), notation, has_header=False)
        for number in range(len(table))
    ]

    text = to_csv(report, notation, has_header=has_header)

    assert text == "".join([*([header] if has_header else []), *each])


@pytest.mark.parametrize("output", [Format.CSV, Format.TSV])
def test_a_report_without_rows_is_its_header(report: Report, output: Format) -> None:
    separator = {Format.CSV: ",", Format.TSV: "\t"}[output]
    actual = written(replace(report, rows=report.rows.clear()), output)

    assert separator.join(report.rows.columns) + "\n" == actual


def test_only_csv_begins_with_a_byte_order_mark_and_only_if_chosen(report: Report) -> None:
    style = Style(notation=Notation(has_byte_order_mark=True))
    actual = [written(report, output, style)[0] for output in Format if output.is_text]

    firsts = {Format.CSV: "\ufeff", Format.TSV: "p", Format.TABLE: "T"}
    firsts |= dict.fromkeys((Format.MARKDOWN, Format.OPENMETRICS), "#")

    assert [firsts.get(output, "{") for output in Format if output.is_text] == actual
    assert written(report, Format.CSV)[0] == "p"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("web", "web"),
        ("", '""'),
        (None, ""),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", r"'\t=1"),
        ("\r=1", r"'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        (";=1+1", ";'=1+1"),
        ("a=1", "a=1"),
        ("we\u200bb\U000e0041", r"we\u200bb\U000e0041"),
        ("key:0123456789ab", "key:0123456789ab"),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        ("a\nb", r"a\nb"),
        ("\x00\x1b]0;x\x07\x7f\x9b31m", r"\x00\x1b]0;x\x07\x7f\x9b31m"),
        ("\u2028\u200f\u2066\ufeff", r"\u2028\u200f\u2066\ufeff"),
        ("Ελλάδα 🚀", "Ελλάδα 🚀"),
    ],
)
def test_a_name_is_text_and_neither_a_formula_nor_a_control_sequence(
    report: Report, name: str | None, cell: str
) -> None:
    actual = to_csv(named(report, name)).splitlines()[1]

    times = "2026-10-25T02:00:00+03:00,2026-10-25T03:00:00+03:00"

    assert f"{times},true,catalog,{cell},200,1234567,1234567" == actual


def test_every_reader_of_csv_finds_the_same_number_of_cells_in_each_row(report: Report) -> None:
    names = ["web", 'a,"b"', '"', "a\r\nb", "=x", None, "a\tb"]
    rows = list(csv.reader(StringIO(to_csv(named(report, *names)), newline="")))

    assert [len(row) for row in rows] == [8] * 8
    assert [row[4] for row in rows[1:]] == ["web", 'a,"b"', '"', r"a\r\nb", "'=x", "", r"a\tb"]


def test_tsv_is_rectangular_whatever_a_name_holds(report: Report) -> None:
    lines = to_tsv(named(report, "a\tb", "a\nb", "a\rb", '"', None, "\x85", "\u2028")).split("\n")

    assert [line.count("\t") for line in lines] == [7] * 8 + [0]


def test_programs_read_fractions_of_up_to_six_digits(report: Report) -> None:
    shares = with_shares(report, 0.25, 1 / 3, None)

    assert to_csv(shares) == "status,share\n200,0.25\n200,0.333333\n200,\n"


def test_programs_read_changes_as_fractions(report: Report) -> None:
    actual = to_csv(with_changes(report, 0.125, None)).splitlines()

    assert [line.split(",", 3)[3] for line in actual] == [
        "hits,hits_previous,hits_change",
        "1,7,0.125",
        "2,7,",
    ]


def test_rates_have_no_exponent_and_no_sign_of_zero(report: Report) -> None:
    shares = with_shares(report, 0.00005, 1e-7, -1e-9, 1e17, 3.0, 12_345_678.123456789)

    assert to_csv(shares).split("\n200,") == [
        *("status,share", "0.00005", "0.0", "0.0", "100000000000000000.0", "3.0"),
        "12345678.123457\n",
    ]


def test_a_comma_in_numbers_is_for_spreadsheets_of_many_languages(report: Report) -> None:
    notation = Notation(delimiter=";", has_decimal_comma=True)
    shares = with_shares(report, 0.25, 0.00005, None)

    assert to_csv(shares, notation) == "status;share\n200;0,25\n200;0,00005\n200;\n"
    assert to_tsv(shares, notation) == "status\tshare\n200\t0,25\n200\t0,00005\n200\t\n"


@pytest.mark.parametrize("delimiter", [";", "|", "\t", ":", " ", "'"])
def test_cells_that_hold_the_delimiter_are_quoted(report: Report, delimiter: str) -> None:
    notation = Notation(delimiter=delimiter)
    names = ["web", f"a{delimiter}b", 'say "x"', "a,b"]
    rows = list(
        csv.reader(
            StringIO(to_csv(named(report, *names), notation), newline=""), delimiter=delimiter
        )
    )
    escaped = [name.replace("\t", r"\t") for name in names]

    assert [len(row) for row in rows] == [8] * 5
    assert [row[4] for row in rows[1:]] == escaped


@pytest.mark.parametrize(
    ("delimiter", "name", "cell"),
    [
        (",", "a;=1", "a;'=1"),
        (",", "a,=1", "a,=1"),
        (";", "a;=1+1", "a;'=1+1"),
        (";", ";=1+1", ";'=1+1"),
        (";", "a,=1", "a,'=1"),
        (";", "x, \uff1d1", "x,' \uff1d1"),
        ("|", "a;@x,-1", "a;'@x,'-1"),
        (";", "robot, +https://example.org", "robot, +https://example.org"),
    ],
)
def test_no_part_is_a_formula_at_which_another_spreadsheet_would_cut(
    report: Report, delimiter: str, name: str, cell: str
) -> None:
    text = to_csv(named(report, name), Notation(delimiter=delimiter))
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))

    assert rows[1][4] == cell


@pytest.mark.parametrize("write", [to_csv, to_tsv])
def test_the_header_may_be_left_out(report: Report, write: Callable[..., str]) -> None:
    style = Style(notation=Notation(has_header=False))
    output = Format.CSV if write is to_csv else Format.TSV

    assert written(report, output, style) == write(report).split("\n", 1)[1]


@pytest.mark.parametrize(
    ("time_format", "expected"),
    [
        (TimeFormat.DATE, "2026-10-25,2026-10-25"),
        (TimeFormat.LOCAL, "2026-10-25 02:00:00,2026-10-25 03:00:00"),
    ],
)
def test_times_may_be_without_an_offset(
    report: Report, time_format: TimeFormat, expected: str
) -> None:
    actual = to_csv(report, Notation(time_format=time_format)).splitlines()[1]

    assert actual.startswith(f"{expected},true,")


def test_money_has_all_its_digits_and_may_have_a_comma(report: Report) -> None:
    columns = (Column("amount", ColumnType.MONEY, decimals=2),)
    rows = pl.DataFrame({"amount": [Decimal("0.10"), None]}, {"amount": pl.Decimal(38, 2)})
    shown = replace(report, columns=columns, rows=rows, bar=None)

    assert to_csv(shown) == "amount\n0.10\n\n"
    assert to_csv(shown, Notation(delimiter=";", has_decimal_comma=True)) == "amount\n0,10\n\n"
