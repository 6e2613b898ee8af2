"""Columns of texts are read as single texts are."""

from __future__ import annotations

import polars as pl
import pytest

from usagestats.logs.readers.named_columns import read_column
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.tables.declared import REQUESTS

TEXTS = NamedTexts(parse_iso_time)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("status", ["200", "000", "-", None]),
        ("upstream_status", ["502, 200", "-", None]),
        ("response_bytes", ["512", "-", None]),
        ("duration_ms", ["12.5", "-1", "-", None]),
        ("host", ["API.example.org:80", "-", None]),
        ("remote_address", ["192.0.2.1, 10.0.0.1", None]),
        ("remote_user", ["ann", "-", None]),
        ("query", ["a=b", r"a=\x22", None]),
    ],
)
def test_a_column_equals_its_cells(name: str, texts: list[str | None]) -> None:
    found = read_column(name, pl.DataFrame({name: texts}, {name: pl.String}), TEXTS)
    cells = [TEXTS.request({"time": "2026-05-04T10:15:30Z", name: text})[name] for text in texts]

    assert (found.to_list(), found.dtype) == (cells, REQUESTS[name])


def test_a_column_or_field_without_a_group_is_null() -> None:
    pieces = pl.DataFrame({"trace": ["t1", "-"], "zone": ["Z", "Z"]})

    assert read_column("status", pieces, TEXTS).to_list() == [None, None]
    assert read_column("field:trace", pieces, TEXTS).to_list() == ["t1", None]
    assert read_column("field:zone", pieces, TEXTS).to_list() == [None, None]


def test_a_better_part_counts_where_it_has_a_value() -> None:
    texts = NamedTexts(parse_iso_time, preferred={"remote_address": "forwarded"})
    pieces = pl.DataFrame({"remote_address": ["10.0.0.1"] * 2, "forwarded": ["192.0.2.1", "-"]})

    assert read_column("remote_address", pieces, texts).to_list() == ["192.0.2.1", "10.0.0.1"]
