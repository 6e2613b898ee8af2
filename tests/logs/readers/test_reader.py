"""The common ground of readers: refused lines, the text of lines, tables of rows."""

from __future__ import annotations

from datetime import UTC, datetime

from usagestats.logs.readers.log_format import request
from usagestats.logs.readers.reader import CarefulReader, requests_table
from usagestats.tables.declared import ROW_COUNT

TIME = datetime(2026, 5, 4, tzinfo=UTC)


def test_a_careful_reader_refuses_all_lines_of_all_pieces() -> None:
    found = CarefulReader(frozenset({"time", "path"})).read([b"a\n", b"b\n\nc"])

    assert found.refused == [(0, "a"), (1, "b"), (2, ""), (3, "c")]
    assert (found.lines, found.requests.height) == (4, 0)
    assert found.requests.columns == ["time", "path"]


def test_rows_become_a_table_in_the_declared_order() -> None:
    row = request(TIME, status=200, fields={"b": "x"}) | {"line": 7, "text": "t", ROW_COUNT: 1}
    columns = {"text", "field:b", "field:a", "status", "time", "line", ROW_COUNT}

    table = requests_table([row], columns)

    assert table.columns == ["line", "time", "status", "field:a", "field:b", "text", ROW_COUNT]
    assert table.rows() == [(7, TIME, 200, None, "x", "t", 1)]
    assert requests_table([], columns).schema == table.schema
