"""The list of formats: laws for all of them, and the example of the guide."""

from __future__ import annotations

import doctest
import pickle
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of, read_fast
from usagestats.logs import formats
from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS, NAMES
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.json.json_format import JsonFormat
from usagestats.logs.readers.kernel.pattern_parts import REPEATS, parts_of
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

DOCS = Path(__file__).parents[3] / "docs"
JSON_FORMATS = [one for one in FORMATS.values() if isinstance(one, JsonFormat)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_chunk_goes_to_other_processes_with_its_format(name: str) -> None:
    columns, zone = {"line", "path", "status", "host", "field:x"}, ZoneInfo("UTC")
    chunk = chunk_of(FORMATS[name].sample.encode(), FORMATS[name], columns)

    sent = pickle.loads(pickle.dumps(chunk))  # noqa: S301  (our own)

    read = read_chunk(sent, zone)
    assert read.requests.height == 1
    assert read.requests.equals(read_chunk(chunk, zone).requests)


def test_a_gateway_names_the_format_that_it_writes_by_default() -> None:
    names = ("combined", "nginx", "apache", "istio", "krakend", "iis", "squid")
    expected = ["ncsa", "ncsa", "ncsa", "envoy", "gin", "w3c", "squid"]

    assert [NAMES[name] for name in names] == expected
    assert set(NAMES.values()) == set(FORMATS)


def refused(read: Callable[[str], object], line: str) -> tuple[type, str] | None:
    """Return how a line is refused; `None` where it is not."""
    try:
        read(line)
    except NoRequestError as reason:
        return type(reason), str(reason)
    return None


@pytest.mark.parametrize("name", FORMATS)
def test_a_check_refuses_what_cannot_be_read_and_nothing_else(name: str) -> None:
    known, sample = FORMATS[name], FORMATS[name].sample
    cut = [sample[:length] for length in range(len(sample) + 1)]
    damaged = [
        sample[:place] + mark + sample[place + 1 :]
        for place in range(len(sample))
        for mark in ('"', "9", "-", "", "{")
    ]

    for line in [*cut, *damaged]:
        assert refused(known.check_line, line) == refused(known.read_line, line)


def demanded(parts: Iterable[Any]) -> Iterator[str]:
    """Give the texts that each match of a pattern has: a line feed between those that others part.

    Only the parts of the pattern that are repeated at least once count, and no alternatives.
    """
    for operation, argument in parts:
        if str(operation) == "LITERAL":
            yield chr(argument)
        elif str(operation) == "SUBPATTERN":
            yield from demanded(argument[-1])
        elif str(operation) in REPEATS and argument[0] > 0:
            yield from ("\n", *demanded(argument[2]), "\n")
        elif str(operation) != "AT":
            yield "\n"


TEXT_FORMATS = [one for one in FORMATS.values() if isinstance(one, PatternFormat) and one.holds]


@pytest.mark.parametrize("known", TEXT_FORMATS, ids=lambda one: one.name)
def test_each_line_that_a_pattern_matches_holds_what_the_format_says(known: PatternFormat) -> None:
    for pattern in known.patterns:
        texts = "".join(demanded(parts_of(pattern)))

        assert any(text in texts and " " not in text for text in known.holds)


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_that_holds_none_of_the_texts_of_a_format_is_refused(name: str) -> None:
    known, sample = FORMATS[name], FORMATS[name].sample
    lines = [sample]
    for text in known.holds:
        lines = [line.replace(text, "") for line in lines]

    assert known.header_starts or not known.holds or refused(known.check_line, lines[0])


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_stands_in_a_table_of_the_documentation(name: str) -> None:
    pages = [DOCS / "log-formats.md", DOCS / "json-logs.md"]
    rows = [
        line
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]

    assert any(f"`{name}`" in row for row in rows)


@pytest.mark.parametrize("log_format", JSON_FORMATS, ids=lambda one: one.name)
def test_the_sample_takes_both_paths_and_is_detected(log_format: JsonFormat) -> None:
    careful = log_format.read_line(log_format.sample)
    fast = read_fast(log_format, log_format.sample.encode(), REQUESTS)

    assert fast.accepted == [True]
    row = fast.requests.row(0, named=True)
    if fast.on_wall[0]:
        row["time"] = row["time"].replace(tzinfo=None)
    assert row == {name: careful.get(name, 1) for name in fast.requests.columns}
    assert careful["time"].date() == date(2026, 5, 4)
    assert careful["status"] in {178, 200}
    assert detect([log_format.sample.encode()]).format_name == log_format.name


def test_the_example_of_the_guide_is_read_as_it_shows() -> None:
    done = doctest.testmod(formats, globs={})

    assert done.attempted > 5
    assert done.failed == 0
