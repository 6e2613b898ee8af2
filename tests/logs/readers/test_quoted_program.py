"""Law 5 for the kernel: what it counts is what the careful path counts, whatever the bytes are."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.chunks import read_fast, reader_of
from tests.loglines import apicast_lines, changed, good_lines, ncsa_lines
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.traefik import TRAEFIK
from usagestats.logs.readers.kernel.library import SWITCH, kernel
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.tables.declared import ROW_COUNT, TEXT, Detail
from usagestats.tables.usage import Grain, add_problems

LINE = '1.2.3.4 - - [04/May/2026:10:15:30 +0200] "GET /a?user_key=k HTTP/1.1" 200 12 "-" "-"'
TIMED = LINE.replace(" 200 ", " 503 ") + " 0.034"
ZONE = ZoneInfo("America/St_Johns")  # whose clocks changed at one minute past the hour
GRAINS = [
    Grain(("backend", "application", "status"), timedelta(hours=1), has_bytes=True),
    Grain(("product", "backend", "application", "status", "denied"), timedelta(minutes=1)),
    Grain((), timedelta(days=1)),
    Grain(("application",), timedelta(minutes=15), has_bytes=True),
    Grain(("application", "http_method"), timedelta(minutes=15)),
    Grain(
        ("product", "backend", "application", "status", "denied", "duration_bin"),
        timedelta(minutes=15),
        has_bytes=True,
    ),
    Grain(("http_method", "is_on_path"), timedelta(hours=1), path_prefixes=("/a", "/\u00e9", "*")),
]
PARAMETERS = st.lists(
    st.sampled_from(
        ["user_key", "USER_key", "app_id", "apikey", "my_user_key", "k", "user_\\x6bey", "user_\u212aey",
         "=", "=", "&", "&", "&", "\\x26", "\\&", "\\x3d", "\\\\", "\\", "\\x3f", "?", "v", "a b", "\u00e9",
         "\\xe9", "%26", "+", "\\x2", "user_key=1", "&user_key=2&user_key=3"]
    ),
    max_size=9,
).map("".join)  # fmt: skip

needs_kernel = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


def counted(log_format: QuotedRequestFormat, data: bytes, grain: Grain) -> dict[str, Any]:
    wanted = ProblemsWanted(NO_APPLICATIONS) if "status" in grain.keys else None
    question = UsageQuestion(DEFAULT_CATALOG, grain, ZONE, problems=wanted).of_chunks()
    chunk = Chunk(0, 0, data, log_format, question.reader_for(log_format))
    found = count_chunk(chunk, question)
    usage = found.part.usage.table(grain)
    problems = add_problems([] if found.part.problems is None else [found.part.problems])
    return {
        "usage": sorted(usage.rows(), key=repr),
        "lines": found.lines,
        "problems": sorted(problems.rows(), key=repr),
    }


def check(log_format: QuotedRequestFormat, data: bytes, grain: Grain = GRAINS[0]) -> int:
    """Compare with the careful path only; return how many requests there are."""
    by_kernel = counted(log_format, data, grain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        with_care = counted(log_format, data, grain)
    assert by_kernel == with_care
    requests: int = by_kernel["lines"].counts.requests
    return requests


def joined(lines: list[str], end: str = "\n") -> bytes:
    return "".join(line + end for line in lines).encode()


@pytest.mark.hypothesis
@needs_kernel
@pytest.mark.parametrize(
    ("log_format", "lines"),
    [(NCSA, ncsa_lines() | st.just(LINE).flatmap(changed)),
     (NCSA, good_lines()),
     (NCSA, good_lines().map(lambda line: line.replace(" 200 ", " 503 ")) | st.just(TIMED).flatmap(changed)),
     (APICAST, apicast_lines() | st.just(APICAST.sample).flatmap(changed)),
     (TRAEFIK, st.just(TRAEFIK.sample).flatmap(changed)),
     (INGRESS_NGINX, st.just(INGRESS_NGINX.sample).flatmap(changed))],
    ids=["changed", "good", "failed", "apicast", "traefik", "ingress"],
)  # fmt: skip
def test_generated_lines_are_counted_as_with_care(
    log_format: QuotedRequestFormat, lines: st.SearchStrategy[str]
) -> None:
    requests = 0

    @settings(max_examples=examples(60))
    @given(
        st.lists(lines, min_size=5, max_size=25),
        st.sampled_from(["\n", "\r\n"]),
        st.sampled_from(GRAINS),
    )
    @example(
        ["", " ", "#", LINE, "\ufeff" + LINE, LINE + "\0", "\0" + LINE, "#" + LINE], "\n", GRAINS[0]
    )
    @example(
        ['Proxy - started [04/May/2026:10:15:30 +0200] "GET / HTTP/1.1" 200 12'], "\n", GRAINS[0]
    )
    def counts_alike(lines: list[str], end: str, grain: Grain) -> None:
        nonlocal requests
        requests += check(log_format, joined(lines, end), grain)

    counts_alike()
    assert requests > examples(100)


@needs_kernel
@settings(max_examples=examples(150))
@given(
    st.lists(PARAMETERS, min_size=1, max_size=10),
    st.sampled_from(["/a?", "/\\x22?", "/", "?", "*"]),
)
@example(["x=\\x26user_key=1&", "user_\u212aey=1&user_key=2"], "/a?")
def test_parameters_are_found_as_with_care(queries: list[str], path: str) -> None:
    assert check(NCSA, joined([LINE.replace("/a?user_key=k", path + query) for query in queries]))


@needs_kernel
@settings(max_examples=examples(100))
@given(
    st.lists(
        st.binary(max_size=6) | st.sampled_from([LINE.encode(), b"\n", b"\r", b'"']), max_size=12
    )
)
def test_any_bytes_are_counted_as_with_care(pieces: list[bytes]) -> None:
    check(NCSA, b"".join(pieces) or b"\n")


@needs_kernel
@settings(max_examples=examples(100))
@given(st.binary(min_size=1, max_size=3), st.integers(0, len(LINE)), st.booleans())
def test_a_line_with_strange_bytes_in_it_is_counted_as_with_care(
    odd: bytes,
    place: int,
    replaces: bool,  # noqa: FBT001
) -> None:
    line = LINE.encode()
    mixed = line[:place] + odd + line[place + len(odd) * replaces :]

    assert check(NCSA, b"\n".join([line, mixed, line])) >= 1


@needs_kernel
def test_every_part_of_a_line_is_counted_as_with_care() -> None:
    """Whatever follows in memory, a line that is cut is read to its end only."""
    check(NCSA, joined([LINE[:length] for length in range(len(LINE))]))
    for length in range(len(LINE)):
        check(NCSA, LINE[:length].encode() or b"\n")
    check(APICAST, joined([APICAST.sample[:length] for length in range(len(APICAST.sample))]))


@needs_kernel
def test_a_sum_of_sizes_never_overflows() -> None:
    lines = [LINE.replace(" 12 ", f" {2**53} ")] * 1100

    assert check(NCSA, joined(lines), GRAINS[3]) == len(lines)
    assert counted(NCSA, joined(lines), GRAINS[3])["usage"][0][-1] == 2**63 - 1


@needs_kernel
@pytest.mark.slow  # the careful path takes seconds for it
def test_a_line_of_ten_megabytes_is_counted() -> None:
    long = [
        LINE.replace("k HTTP", piece * (10_000_000 // len(piece)) + " HTTP")
        for piece in ("k", "&", "\\\\", "\\x22")
    ]

    assert check(NCSA, joined([LINE, *long, LINE])) == 2 + len(long)


@needs_kernel
def test_days_and_their_minutes_exist_as_with_care() -> None:
    months = (
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "Foo",
    )
    days = [
        f"{day:02}/{month}/{year:04}:10:15:30 +0000"
        for year, month, day in product(range(1983, 2203), months, (0, 1, 28, 29, 30, 31, 32))
    ]
    clocks = [f"04/May/2026:{hour:02}:{minute:02}:{second:02} {offset}"
              for hour, minute, second, offset in product((0, 9, 23, 24), (0, 59, 60), (0, 59, 60, 61), ("+0000", "-1130", "+2359", "+2400", "+0160"))]  # fmt: skip
    fractions = [f"04/May/2026{separator}10:15:30{fraction} +0200"
                 for separator, fraction in product(": ", (".5", ".000001", ".123456789", ".999999999"))]  # fmt: skip
    times = days + clocks + fractions
    data = joined([LINE.replace("04/May/2026:10:15:30 +0200", time) for time in times])
    fast = read_fast(NCSA, data, ["time"])
    found = dict(zip(fast.numbers, fast.requests["time"], strict=True))

    assert [found.get(number) for number in range(len(times))] == [
        parse_clf_time(time) for time in times
    ]


@needs_kernel
@settings(max_examples=examples(50))
@given(st.lists(good_lines() | ncsa_lines(), min_size=1, max_size=20), st.data())
def test_pieces_are_scanned_as_the_whole(lines: list[str], data: st.DataObject) -> None:
    reader = reader_of(
        NCSA, {"http_method", "query"}, Detail(timedelta(minutes=1), frozenset({"user_key"}))
    )
    whole = joined([line.replace("\r", "") for line in lines])
    pieces = whole.splitlines(keepends=True)
    place = data.draw(st.integers(0, len(pieces)))

    one, several = (
        reader.read([whole]),
        reader.read([b"".join(pieces[:place]), b"".join(pieces[place:])]),
    )

    assert (one.lines, list(one.refused)) == (several.lines, list(several.refused))
    assert_frame_equal(one.requests, several.requests, check_row_order=False)


@needs_kernel
def test_lines_of_one_time_are_samples_each_and_later_ones_none() -> None:
    """Groups have a row more for each other line of their first time: one of them is shown."""
    failed = LINE.replace(" 200 ", " 503 ")
    lines = [failed.replace("/a?", f"/{name}?") for name in "cbdb"] + [
        failed.replace(":30 ", ":31 ")
    ] * 3
    detail = Detail(timedelta(minutes=15), frozenset({"user_key"}), has_all_texts=False)
    found = reader_of(NCSA, {"http_method", "status", TEXT}, detail).read([joined([*lines, LINE])])

    assert sorted(found.requests.select("status", TEXT, ROW_COUNT).rows(), key=str) == [
        (200, None, 1),
        (503, lines[1], 2),
        (503, lines[0], 4),
        (503, lines[2], 1),
    ]


@needs_kernel
def test_an_earlier_line_takes_the_place_of_the_sample() -> None:
    lines = [LINE.replace(":30 ", f":{second} ") for second in (40, 20, 30, 20)]
    found = reader_of(NCSA, {"status", TEXT}, Detail(timedelta(minutes=15))).read([joined(lines)])

    assert found.requests.select(TEXT, ROW_COUNT).rows() == [(lines[1], 4)]


@needs_kernel
@pytest.mark.parametrize(
    ("log_format", "line", "agent", "duration"),
    [
        (NCSA, LINE, None, None),
        (NCSA, LINE.replace('"-" "-"', r'"-" "a \"b\"" 0.034'), 'a "b"', 34.0),
        (NCSA, LINE.replace('"-" "-"', '"-" "x" "10.0.0.1, 10.0.0.2"'), "x", None),
        (NCSA, LINE.removesuffix(' "-" "-"'), None, None),
        (APICAST, APICAST.sample, None, 34.0),
        (TRAEFIK, TRAEFIK.sample, "curl/8.5.0", 34.0),
    ],
)
def test_ends_of_lines_are_read_by_the_kernel(
    log_format: QuotedRequestFormat, line: str, agent: str | None, duration: float | None
) -> None:
    found = reader_of(log_format, {"user_agent", "duration_ms"}).read([line.encode()])

    assert not found.refused
    assert found.requests.select("user_agent", "duration_ms").rows() == [(agent, duration)]
