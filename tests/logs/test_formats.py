"""The list of formats: what all of them must be."""

from __future__ import annotations

import pickle
from zoneinfo import ZoneInfo

import pytest

from usagestats.logs.chunks import Chunk
from usagestats.logs.formats import FORMATS, NAMES
from usagestats.logs.reader import read_chunk


@pytest.mark.parametrize("name", FORMATS)
def test_a_chunk_goes_to_other_processes_with_its_format(name: str) -> None:
    data = FORMATS[name].sample.encode()
    chunk = Chunk(0, 0, data, FORMATS[name])

    sent = pickle.loads(pickle.dumps(chunk))  # noqa: S301  (our own)

    columns, zone = {"line", "path", "status", "host", "field:x"}, ZoneInfo("UTC")
    read = read_chunk(sent, columns, zone)
    assert read.requests.height == 1
    assert read.requests.equals(read_chunk(chunk, columns, zone).requests)


def test_a_gateway_names_the_format_that_it_writes_by_default() -> None:
    names = ("combined", "nginx", "apache", "istio", "krakend", "iis", "squid")
    expected = ["ncsa", "ncsa", "ncsa", "envoy", "gin", "w3c", "squid"]

    assert [NAMES[name] for name in names] == expected
    assert set(NAMES.values()) == set(FORMATS)
