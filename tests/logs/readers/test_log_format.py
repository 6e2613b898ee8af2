"""The parts that formats share: rows with nulls, and defaults of formats without headers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.chunks import reader_of
from usagestats.logs.readers.log_format import CarefulFormat, NoRequestError, Request, request
from usagestats.logs.readers.reader import CarefulReader
from usagestats.tables.declared import REQUESTS

TIME = datetime(2026, 5, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Words(CarefulFormat):
    """A format whose lines are anything but `no`."""

    name: str = "words"
    sample: str = "yes"

    def read_line(self, line: str) -> Request:
        if line == "no":
            raise NoRequestError("it is no")
        return request(TIME, path=line)


def test_a_row_has_every_column_and_fields() -> None:
    row = request(TIME, status=200)

    assert row.keys() == (REQUESTS.keys() - {"line"}) | {"fields"}
    assert (row["time"], row["status"], row["path"], row["fields"]) == (TIME, 200, None, {})


def test_a_careful_format_has_no_headers_and_claims_all_it_reads() -> None:
    words = Words()

    assert (words.header_starts, words.for_header("#Fields: a")) == ((), None)
    assert words.bears_signature("yes")
    words.check_line("yes")
    with pytest.raises(NoRequestError, match="it is no"):
        words.check_line("no")


def test_a_careful_format_leaves_every_line_to_itself() -> None:
    reader = reader_of(Words(), {"path"})

    assert isinstance(reader, CarefulReader)
    assert reader.columns == {"path", "time"}
