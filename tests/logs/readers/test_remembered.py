"""One reader for each format."""

from __future__ import annotations

import pickle

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.log_format import LogFormat
from usagestats.logs.readers.reader import CarefulReader, Reader
from usagestats.logs.readers.remembered import RememberedReaders


def careful(log_format: LogFormat) -> Reader:
    return CarefulReader(frozenset({"time", log_format.name}))


def test_a_format_has_one_reader() -> None:
    readers = RememberedReaders(careful)
    first = readers(FORMATS["ncsa"])

    assert readers(FORMATS["ncsa"]) is first
    assert readers(FORMATS["gin"]).columns == {"time", "gin"}


def test_each_header_makes_another_format() -> None:
    readers = RememberedReaders(careful)

    assert readers(FORMATS["w3c"]) is not readers(FORMATS["w3c"])


def test_it_goes_to_other_processes() -> None:
    readers = RememberedReaders(careful)

    arrived = pickle.loads(pickle.dumps(readers))  # noqa: S301  (our own)
    assert arrived(FORMATS["ncsa"]) == readers(FORMATS["ncsa"])
