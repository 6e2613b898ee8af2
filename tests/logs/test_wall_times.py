"""Times without an offset, in the hours that clocks skip and show twice, read by any reader."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of, skip_without_kernel
from usagestats.logs.formats import FORMATS
from usagestats.logs.read_chunk import ChunkRead, read_chunk
from usagestats.logs.readers.log_format import LogFormat
from usagestats.logs.values.ambiguous_hour import AmbiguousTimes
from usagestats.logs.wall_times import WallTimes
from usagestats.tables.declared import FULL_DETAIL, ROW_COUNT, Detail

LONDON = ZoneInfo("Europe/London")
FALL = date(2026, 10, 25)
SPRING = date(2026, 3, 29)
GROUPS = Detail(timedelta(minutes=15), frozenset())

NCSA = '192.0.2.1 - ann [{0:%d/%b/%Y:%H:%M:%S}] "GET /a HTTP/1.1" 200 5 "-" "x"'
CAREFUL = NCSA.replace("ann", " ann ")  # of runs of blanks the kernel knows nothing
HAPROXY = (
    "192.0.2.1:5 [{0:%d/%b/%Y:%H:%M:%S}.000] front back/s 0/0/0/1/1 200 5 - - ---- 1/1/1/1/0 0/0"
    ' "GET /a HTTP/1.1"'
)
JSON = '{{"time":"{0:%Y-%m-%dT%H:%M:%S}","method":"GET","path":"/a","status":200}}'
LINES = [("ncsa", NCSA), ("ncsa", CAREFUL), ("haproxy", HAPROXY), ("json", JSON)]


def log(form: str, day: date, *clocks: str) -> bytes:
    times = [datetime.fromisoformat(f"{day}T{clock}:00") for clock in clocks]
    return "".join(form.format(time) + "\n" for time in times).encode()


def read(
    name: str, data: bytes, detail: Detail = FULL_DETAIL, latest: datetime | None = None
) -> ChunkRead:
    log_format: LogFormat = FORMATS[name]
    return read_chunk(chunk_of(data, log_format, {"status"}, detail), LONDON, latest=latest)


def clocks(found: ChunkRead) -> Counter[str]:
    """Count the requests at each time in UTC."""
    counted: Counter[str] = Counter()
    for time, count in zip(found.requests["time"], _counts(found), strict=True):
        counted[f"{time:%H:%M}"] += count
    return counted


def _counts(found: ChunkRead) -> list[int]:
    requests = found.requests
    return list(requests[ROW_COUNT]) if ROW_COUNT in requests.columns else [1] * requests.height


@pytest.mark.parametrize(("name", "form"), LINES)
@pytest.mark.parametrize("detail", [FULL_DETAIL, GROUPS])
def test_the_order_of_lines_tells_the_two_passes_apart(
    name: str, form: str, detail: Detail
) -> None:
    data = log(form, FALL, "00:50", "01:30", "01:40", "01:40", "01:30", "01:40", "02:10")
    found = read(name, data, detail)

    assert clocks(found) == Counter(
        {"23:50": 1, "00:30": 1, "00:40": 2, "01:30": 1, "01:40": 1, "02:10": 1}
    )
    assert found.wall_times == WallTimes(
        7,
        ambiguous={FALL: AmbiguousTimes(5, second=2)},
        earliest=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        latest=datetime(2026, 10, 25, 1, 40, tzinfo=UTC),
    )


@pytest.mark.parametrize(("name", "form"), LINES)
@pytest.mark.parametrize("detail", [FULL_DETAIL, GROUPS])
def test_the_lines_before_decide_on_the_first_times(name: str, form: str, detail: Detail) -> None:
    before = read(name, log(form, FALL, "01:30", "01:40"), detail)
    data = log(form, FALL, "01:10", "01:50")
    after = read(name, data, detail, before.wall_times.latest)

    assert clocks(after) == Counter({"01:10": 1, "01:50": 1})
    assert clocks(read(name, data, detail)) == Counter({"00:10": 1, "00:50": 1})
    assert before.wall_times.latest is not None
    assert read(name, data, detail).wall_times.depend_on(before.wall_times.latest)


@pytest.mark.parametrize("detail", [FULL_DETAIL, GROUPS])
def test_lines_of_both_paths_are_put_in_one_order(detail: Detail) -> None:
    skip_without_kernel()
    reader = FORMATS["ncsa"].reader(frozenset({"time", "status"}), detail)
    fast = [len(reader.read([log(form, FALL, "01:30")]).requests) for form in (NCSA, CAREFUL)]
    assert fast == [1, 0]

    first, second = ["01:30", "01:40", "01:50"], ["01:05", "01:40", "01:50"]
    lines = [
        log(form, FALL, clock)
        for clock, form in zip([*first, *second], [NCSA, CAREFUL] * 3, strict=True)
    ]
    found = read("ncsa", b"".join(lines), detail)

    assert clocks(found) == Counter(
        {"00:30": 1, "00:40": 1, "00:50": 1, "01:05": 1, "01:40": 1, "01:50": 1}
    )


def test_only_rows_of_the_repeated_hour_are_taken_apart() -> None:
    skip_without_kernel()
    data = log(NCSA, FALL, *["00:50"] * 4, *["01:10"] * 3, *["01:00"] * 2, *["02:10"] * 5)
    found = read("ncsa", data, GROUPS)

    assert FORMATS["ncsa"].reader(frozenset({"time", "status"}), GROUPS).takes_pieces
    assert sorted(found.requests[ROW_COUNT]) == [1, 1, 1, 1, 1, 4, 5]
    assert clocks(found) == Counter({"23:50": 4, "00:10": 3, "01:00": 2, "02:10": 5})


@pytest.mark.parametrize(("name", "form"), LINES)
@pytest.mark.parametrize("detail", [FULL_DETAIL, GROUPS])
def test_times_that_clocks_skip_are_counted(name: str, form: str, detail: Detail) -> None:
    data = log(form, SPRING, "00:50", "01:10", "01:10", "01:59", "02:10")
    found = read(name, data, detail)

    assert clocks(found) == Counter({"00:50": 1, "01:10": 3, "01:59": 1})
    assert found.wall_times == WallTimes(5, Counter({SPRING: 3}))


def test_a_log_with_offsets_has_no_wall_times() -> None:
    line = b'192.0.2.1 - - [25/Oct/2026:01:30:00 +0100] "GET /a HTTP/1.1" 200 5\n'
    found = read("ncsa", line + line.replace(b"+0100", b"+0000") + line)

    assert clocks(found) == Counter({"00:30": 2, "01:30": 1})
    assert found.wall_times == WallTimes()


def test_hulls_have_the_chosen_times() -> None:
    found = read("ncsa", log(NCSA, FALL, "01:30", "01:10", "01:20"), GROUPS)

    assert found.hull == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 20, tzinfo=UTC),
    )
