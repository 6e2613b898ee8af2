"""Lines of other formats: their readers find what the careful path finds, for each question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chunks import reader_of, skip_without_kernel
from tests.loglines import changed
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.logs import foreign_lines
from usagestats.logs.chunk import Chunk
from usagestats.logs.detect.mixtures import others_in
from usagestats.logs.first_reading import first_reading
from usagestats.logs.formats import FORMATS
from usagestats.logs.mixture import Mixture
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.quoted_request import NO_TIME
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.tables.declared import REQUESTS, TEXT, USAGE_KEYS
from usagestats.tables.usage import Grain

ZONE = ZoneInfo("America/St_Johns")
SAMPLES = [one.sample for one in FORMATS.values()]
MAIN = ["ncsa", "kong-json", "envoy", "ltsv", "traefik"]
BESIDE = [
    "2026-05-04 10:15:30,123 INFO [main] rubbish",
    f"nginx-1  | {SAMPLES[0]}",
    '{"level":"info","ts":1.5,"msg":"x"}',
    "#Fields: date time cs-method cs-uri-stem sc-status",
    "",
]
QUESTION = UsageQuestion(
    DEFAULT_CATALOG,
    Grain(USAGE_KEYS, timedelta(minutes=15), has_bytes=True),
    ZONE,
    problems=ProblemsWanted(NO_APPLICATIONS),
).of_chunks()
NONE_BY_KERNEL = 1 << 30


def mixture_of(main: str, lines: list[str]) -> Mixture:
    return others_in(lines, lines, FORMATS[main]).mixture


def data_of(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def sums(main: str, lines: list[str], few: int) -> Any:
    """Return the sums of the finest grain, the problems and the counts."""
    log_format, reader_for = FORMATS[main], QUESTION.reader_for
    chunk = Chunk(
        0, 0, data_of(lines), log_format, reader_for(log_format),
        mixture=mixture_of(main, lines), reader_for=reader_for,
    )  # fmt: skip
    with patch.object(foreign_lines, "FEW", few):
        answer = count_chunk(chunk, QUESTION)
    usage = answer.part.usage.table(Grain(USAGE_KEYS, timedelta(minutes=15), has_bytes=True))
    problems = answer.part.problems
    assert problems is not None
    return (
        sorted(usage.rows(), key=repr),
        sorted(problems.rows(), key=repr),
        answer.lines.counts,
        answer.lines.hull,
        answer.lines.wall_times,
    )


def rows(main: str, lines: list[str], few: int) -> Any:
    """Return all requests with their lines, and the rejects."""
    log_format = FORMATS[main]

    def reader_for(one: Any) -> Any:
        return reader_of(one, {*REQUESTS, TEXT})

    chunk = Chunk(
        0, 0, data_of(lines), log_format, reader_for(log_format),
        mixture=mixture_of(main, lines), reader_for=reader_for,
    )  # fmt: skip
    with patch.object(foreign_lines, "FEW", few):
        read = read_chunk(chunk, ZONE)
    others = read.rejects, read.lines_of, read.wall_times, read.hull, read.without_year
    return read.requests.rows(), *others


MIXED = st.lists(
    st.sampled_from([*SAMPLES, *BESIDE])
    .flatmap(changed)
    .map(lambda line: line.replace("\n", " ").replace("\r", " ")),
    min_size=1,
    max_size=60,
)


@pytest.mark.hypothesis
@settings(max_examples=examples(60))
@given(st.sampled_from(MAIN), MIXED)
def test_the_kernel_finds_what_the_careful_path_finds(main: str, lines: list[str]) -> None:
    assert sums(main, lines, 0) == sums(main, lines, NONE_BY_KERNEL)
    assert rows(main, lines, 0) == rows(main, lines, NONE_BY_KERNEL)


def test_lines_at_an_hour_that_clocks_show_twice_are_read_one_by_one() -> None:
    line = '2026/11/01 - 00:30:{second:02} | 200 | 34ms | 203.0.113.7 | GET "/v1/items"'
    gin = "[GIN] " + line
    lines = [SAMPLES[-1], *(gin.format(second=number % 60) for number in range(60, 0, -1))]

    assert sums("ncsa", lines, 0) == sums("ncsa", lines, NONE_BY_KERNEL)


def test_lines_of_another_gateway_end_in_groups() -> None:
    skip_without_kernel()
    ncsa, kong, reader_for = FORMATS["ncsa"], FORMATS["kong-json"], QUESTION.reader_for
    lines = [ncsa.sample, kong.sample, "rubbish"] * 40
    chunk = Chunk(
        0, 0, data_of(lines), ncsa, reader_for(ncsa),
        mixture=mixture_of("ncsa", lines), reader_for=reader_for,
    )  # fmt: skip
    found = foreign_lines.foreign_lines(first_reading(chunk)[0], chunk, ZONE, 2)

    assert [one.requests.height for one in found.found] == [1]
    assert found.lines_of == {"kong-json": 40}
    assert not len(found.left)
    assert found.strangers is not None
    assert found.strangers.counts == {NO_TIME: 40}
    assert found.strangers.first["index"].to_list() == [2, 5]


def test_requests_of_another_format_that_lack_their_year_are_counted() -> None:
    skip_without_kernel()
    lines = [FORMATS["ncsa"].sample, *[FORMATS["tyk"].sample] * 60]
    found = rows("ncsa", lines, few=0)

    assert found[2] == {"ncsa": 1, "tyk": 60}
    assert found[-1] == 60
