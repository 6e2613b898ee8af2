"""Formats of names and values: the names of a line become columns, the rest fields."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.chunks import read_fast, reader_of, skip_without_kernel
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.named_format import NamedFormat, read_named
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LOGFMT
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.tables.declared import FIELD

TEXTS = NamedTexts(parse_iso_time)
NAMES = {"time": ("at",), "status": ("code",), "host": ("host", "upstream_host")}
FORMAT = NamedFormat(
    "pairs",
    "at=2026-05-04T10:15:30Z",
    LOGFMT,
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
    with pytest.raises(NoRequestError, match="no time"):
        FORMAT.read_line("code=204")


def test_a_pattern_may_hold_values_and_the_pairs() -> None:
    around = replace(FORMAT, around=re.compile("(?P<at>[^ ]+) (?P<pairs>.*)"))
    row = around.read_line("2026-05-04T10:15:30Z  code=404   at=x y=z")

    assert (row["status"], row["fields"]) == (404, {"y": "z"})
    with pytest.raises(NoRequestError, match="no pairs"):
        around.read_line("2026-05-04T10:15:30Z")


def test_a_request_must_have_the_pairs_that_are_needed() -> None:
    asking = replace(
        FORMAT, needed={"kind": "request"}, one_of=(("host",),), is_other=lambda line: "log" in line
    )
    line = "at=2026-05-04T10:15:30Z kind=request host=a"

    assert asking.read_line(line)["host"] == "a"
    with pytest.raises(NoRequestError, match="no label host or upstream_host"):
        asking.read_line(line.replace("host=a", ""))
    for other, error in (("kind=log", OtherRecordError), ("kind=x", NoRequestError)):
        with pytest.raises(error):
            asking.read_line(line.replace("kind=request", other))


@pytest.mark.parametrize(("note", "answer"), [("-", 200), ("timeout", 0), (None, None)])
def test_a_note_tells_whether_the_upstream_answered(note: str | None, answer: int | None) -> None:
    noted = replace(
        FORMAT,
        around=re.compile("(?P<at>[^ ]+) (?P<status>[0-9]+) (?P<pairs>.*)"),
        names={
            **NAMES,
            "status": ("status",),
            "upstream_status": ("upstream_status",),
            "path": ("path",),
        },
        note="error",
    )
    line = "2026-05-04T10:15:30Z 200 path=/a" + (f' error="{note}"' if note else "")

    assert noted.read_line(line)["upstream_status"] == answer
    fast = read_fast(noted, line.encode(), {"upstream_status"})
    assert fast.requests["upstream_status"].to_list() == [answer]


def test_the_kernel_reads_columns_and_further_fields() -> None:
    known = replace(FORMAT, names={**NAMES, "http_method": ("verb",)})
    lines = [
        "at=2026-05-04T10:15:30Z code=204 verb=GET x=y",
        "code=204 verb=GET",
        'at="\\n" verb=G',
    ]
    fast = read_fast(known, "\n".join(lines).encode(), {"status", FIELD + "x", "http_method"})

    assert fast.accepted == [True, False, False]
    assert fast.requests.row(0)[1:] == ("GET", 204, "y")


def test_a_field_that_may_be_a_column_is_read_with_care() -> None:
    skip_without_kernel()
    columns = {"status", FIELD + "upstream_host"}
    assert isinstance(reader_of(FORMAT, columns), CarefulReader)
    assert not isinstance(reader_of(FORMAT, {"status", FIELD + "host"}), CarefulReader)
