from __future__ import annotations

from typing import Any

import pytest

from usagestats.choices import TimeFormat
from usagestats.cli.options.groups import OutputOptions
from usagestats.cli.options.result_settings import arrangement_of, notation_of
from usagestats.errors import UsageError
from usagestats.render.arrangement import Arrangement, SortKey
from usagestats.render.formats import Format
from usagestats.render.notation import Notation


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["hits"], [SortKey("hits")]),
        (["hits:asc"], [SortKey("hits")]),
        (["hits:desc"], [SortKey("hits", is_descending=True)]),
        (["field:host"], [SortKey("field:host")]),
        (["field:host:desc"], [SortKey("field:host", is_descending=True)]),
        (["a:desc, b", "c"], [SortKey("a", is_descending=True), SortKey("b"), SortKey("c")]),
        ([":desc"], [SortKey(":desc")]),
        ([], []),
    ],
)
def test_rows_are_sorted_by_the_columns_in_the_given_order(
    words: list[str], expected: list[SortKey]
) -> None:
    actual = arrangement_of(OutputOptions(sort=words))

    assert actual == Arrangement(sort=tuple(expected))


def test_columns_may_be_listed_or_repeated() -> None:
    actual = arrangement_of(OutputOptions(columns=["a,b", "c"], limit=0))

    assert actual == Arrangement(limit=0, columns=("a", "b", "c"))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, Notation()),
        ({"delimiter": ";"}, Notation(delimiter=";")),
        ({"delimiter": r"\t"}, Notation(delimiter="\t")),
        ({"delimiter": "\t"}, Notation(delimiter="\t")),
        ({"delimiter": "|"}, Notation(delimiter="|")),
        ({"decimal_comma": True}, Notation(delimiter=";", has_decimal_comma=True)),
        (
            {"decimal_comma": True, "delimiter": "|"},
            Notation(delimiter="|", has_decimal_comma=True),
        ),
        ({"no_header": True, "bom": True}, Notation(has_header=False, has_byte_order_mark=True)),
        ({"time_format": TimeFormat.DATE}, Notation(time_format=TimeFormat.DATE)),
    ],
)
def test_the_options_decide_how_csv_is_written(options: dict[str, Any], expected: Notation) -> None:
    actual = notation_of(OutputOptions(**options), Format.CSV)

    assert actual == expected


@pytest.mark.parametrize(
    "text", ["", ";;", "a", "7", '"', ".", "-", "+", "\n", "\r", "\0", "§", r"\n"]
)
def test_a_delimiter_that_cells_may_hold_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        notation_of(OutputOptions(delimiter=text), Format.CSV)

    assert caught.value.where == "--delimiter"
    assert caught.value.what == f"cannot stand between cells: '{text}'"


def test_a_comma_cannot_mean_two_things() -> None:
    options = OutputOptions(delimiter=",", decimal_comma=True)
    with pytest.raises(UsageError, match="a comma cannot stand between cells and in numbers"):
        notation_of(options, Format.CSV)


def test_tsv_may_have_a_decimal_comma() -> None:
    actual = notation_of(OutputOptions(decimal_comma=True), Format.TSV)

    assert actual.has_decimal_comma


GIVEN: dict[str, dict[str, Any]] = {
    "--no-header": {"no_header": True},
    "--time-format": {"time_format": TimeFormat.ISO},
    "--delimiter": {"delimiter": ";"},
    "--decimal-comma": {"decimal_comma": True},
    "--bom": {"bom": True},
}
FITTING = {
    "--no-header": {Format.CSV, Format.TSV, Format.TABLE},
    "--time-format": {Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.XLSX},
    "--delimiter": {Format.CSV},
    "--decimal-comma": {Format.CSV, Format.TSV},
    "--bom": {Format.CSV},
}


@pytest.mark.parametrize("chosen", Format)
@pytest.mark.parametrize("option", GIVEN)
def test_an_option_that_the_format_does_not_have_is_refused(option: str, chosen: Format) -> None:
    options = OutputOptions(**GIVEN[option])
    if chosen in FITTING[option]:
        assert notation_of(options, chosen) is not None
        return
    with pytest.raises(UsageError) as caught:
        notation_of(options, chosen)

    assert caught.value.where == option
    assert caught.value.what.endswith(f", not with {chosen}")
