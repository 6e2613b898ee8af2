"""Law 5 for JSON in the kernel: it finds and counts what the careful path does."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.json_records import records_of
from tests.logs.test_json_laws import JSON_FORMATS, agree
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats.kong import KONG
from usagestats.logs.readers.json.json_format import JsonFormat
from usagestats.logs.readers.kernel.library import SWITCH, kernel
from usagestats.pipeline.counting import UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.tables.usage import Grain

ZONE = ZoneInfo("America/St_Johns")  # whose clocks changed at one minute past the hour
GRAINS = [
    Grain(("backend", "application", "status"), timedelta(hours=1), has_bytes=True),
    Grain(("product", "backend", "application", "status", "denied", "duration_bin"), timedelta(minutes=1)),
    Grain((), timedelta(days=1)),
    Grain(("application", "http_method"), timedelta(minutes=15), has_bytes=True),
    Grain(("duration_bin",), timedelta(minutes=15)),
    Grain(("http_method", "is_on_path"), timedelta(hours=1), path_prefixes=("/a", "*")),
]  # fmt: skip
needs_kernel = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


def counted(log_format: JsonFormat, data: bytes, grain: Grain) -> dict[str, Any]:
    question = UsageQuestion(DEFAULT_CATALOG, grain, ZONE).of_chunks()
    chunk = Chunk(0, 0, data, log_format, question.reader_for(log_format))
    found = count_chunk(chunk, question)
    usage = found.part.usage.table(grain)
    return {"usage": sorted(usage.rows(), key=repr), "lines": found.lines}


def check(log_format: JsonFormat, data: bytes, grain: Grain) -> int:
    """Compare with the careful path; return how many requests there are."""
    by_kernel = counted(log_format, data, grain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        with_care = counted(log_format, data, grain)
    assert by_kernel == with_care
    requests: int = by_kernel["lines"].counts.requests
    return requests


@pytest.mark.hypothesis
@needs_kernel
@pytest.mark.parametrize("log_format", JSON_FORMATS, ids=lambda one: one.name)
def test_records_are_read_and_counted_as_with_care(log_format: JsonFormat) -> None:
    accepted = requests = 0

    @settings(
        max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None
    )
    @given(st.lists(records_of(log_format), min_size=1, max_size=12), st.sampled_from(GRAINS))
    def are_alike(lines: list[str], grain: Grain) -> None:
        nonlocal accepted, requests
        accepted += agree(log_format, lines)
        requests += check(log_format, "\n".join(lines).encode(), grain)

    are_alike()
    assert requests >= accepted > examples(40)


@needs_kernel
@settings(max_examples=examples(150))
@given(
    st.lists(
        st.binary(max_size=6) | st.sampled_from([KONG.sample.encode(), b"\n", b"\r", b'"', b"{}"]),
        max_size=12,
    )
)
def test_any_bytes_are_counted_as_with_care(pieces: list[bytes]) -> None:
    check(KONG, b"".join(pieces) or b"\n", GRAINS[0])


OTHER_NAMES = st.sampled_from(["status", "statu", "statuses", "uri", "x" * 40, 'a"b', "é", ""])
MORE = st.dictionaries(OTHER_NAMES, st.sampled_from([1, "v", {"status": 2}, []]), max_size=3)
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,", " : ")])


@cache
def some_of(names: tuple[str, ...]) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from(names), max_size=2)


@st.composite
def in_another_order(draw: st.DrawFn) -> str:
    """Return the sample of Kong with its names in another order, some left out, and others added."""
    record = json.loads(KONG.sample)
    for part in (record, *(value for value in record.values() if isinstance(value, dict))):
        left_out = draw(some_of(tuple(part)))
        kept = {name: value for name, value in part.items() if name not in left_out}
        names = draw(st.permutations([*kept.items(), *draw(MORE).items()]))
        part.clear()
        part.update(names)
    return json.dumps(record, ensure_ascii=False, separators=draw(SEPARATORS))


@pytest.mark.hypothesis
@needs_kernel
@given(st.lists(in_another_order() | st.just(KONG.sample), min_size=2, max_size=12))
def test_a_record_is_read_alike_whatever_names_came_before(records: list[str]) -> None:
    check(KONG, "".join(f"{one}\n" for one in records).encode(), GRAINS[0])


@needs_kernel
@pytest.mark.parametrize("count", [10, 63, 64, 65, 200])
def test_any_number_of_names_is_read_alike(count: int) -> None:
    before = "".join(f'"name {number}":{number},' for number in range(count))
    record = KONG.sample.replace("{", "{" + before, 1)
    lines = [record, KONG.sample, record, record.replace('"name 1"', '"name 2"', 1)]
    assert check(KONG, "\n".join(lines).encode(), GRAINS[0]) == len(lines)


@needs_kernel
@settings(max_examples=examples(200))
@given(st.binary(min_size=1, max_size=3), st.integers(0, len(KONG.sample)), st.booleans())
def test_a_record_with_strange_bytes_in_it_is_counted_as_with_care(
    odd: bytes,
    place: int,
    replaces: bool,  # noqa: FBT001
) -> None:
    line = KONG.sample.encode()
    mixed = line[:place] + odd + line[place + len(odd) * replaces :]
    check(KONG, b"\n".join([mixed] * 3), GRAINS[1])


@needs_kernel
@pytest.mark.parametrize("depth", [1, 62, 63, 64, 200, 2000])
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_deep_values_are_read_as_with_care(depth: int, brackets: str) -> None:
    opened, closed = ('{"a":' if brackets == "{}" else "["), brackets[1]
    inner = opened * depth + "1" + closed * depth
    line = KONG.sample.replace('"size":512', f'"size":512,"more":{inner}')

    check(KONG, line.encode(), GRAINS[0])
