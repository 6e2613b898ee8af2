"""Formats of names and values: the names of a line become columns, the rest fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.chunks import reader_of
from usagestats.logs.readers.fast_patterns import ISO_TIME
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.logfmt import logfmt_pairs
from usagestats.logs.readers.named_format import NamedFormat, read_named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.tables.declared import FIELD

TEXTS = NamedTexts(parse_iso_time)
NAMES = {"time": ("at",), "status": ("code",), "host": ("host", "upstream_host")}
FORMAT = NamedFormat(
    "pairs",
    "at=2026-05-04T10:15:30Z",
    lambda line: logfmt_pairs(line) or None,
    NAMES,
    TEXTS,
    "no pairs",
)


def test_the_first_name_with_a_value_counts_and_the_others_are_fields() -> None:
    line = {
        "at": "2026-05-04T10:15:30Z",
        "code": "200",
        "host": "-",
        "upstream_host": "a",
        "x": "y",
    }

    row = read_named(line, NAMES, TEXTS)

    assert (row["status"], row["host"], row["fields"]) == (200, "a", {"x": "y"})


def test_a_name_that_is_not_used_is_a_field_even_if_it_is_one_of_a_column() -> None:
    line = {"at": "2026-05-04T10:15:30Z", "host": "a", "upstream_host": "b", "status": "ok"}

    row = read_named(line, NAMES, TEXTS)

    assert (row["host"], row["status"]) == ("a", None)
    assert row["fields"] == {"upstream_host": "b", "status": "ok"}


def test_a_line_that_cannot_be_split_is_refused_with_the_reason() -> None:
    assert FORMAT.read_line("at=2026-05-04T10:15:30Z code=204")["status"] == 204
    with pytest.raises(NoRequestError, match="no pairs"):
        FORMAT.read_line("text")
    with pytest.raises(NoRequestError, match="no time"):
        FORMAT.read_line("code=204")


def test_fast_patterns_read_columns_but_no_further_fields() -> None:
    fast = replace(FORMAT, fast=(rf"at={ISO_TIME} code=(?P<status>[0-9]{{3}})",))
    line = "at=2026-05-04T10:15:30Z code=204"

    found = reader_of(fast, {"status"}).read([f"{line}\n{line} x=1\n".encode()])

    assert found.requests["status"].to_list() == [204]
    assert found.refused == [(1, f"{line} x=1")]
    assert isinstance(reader_of(fast, {"status", FIELD + "x"}), CarefulReader)
    assert isinstance(reader_of(FORMAT, {"status"}), CarefulReader)
