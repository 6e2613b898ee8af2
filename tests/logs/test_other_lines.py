"""Files that hold several formats: law 5 and law 2 for the lines that the main format refuses."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chunks import chunks_of
from tests.loglines import changed
from tests.profiles import examples
from usagestats.logs.formats import FORMATS
from usagestats.logs.mixture import understand
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

UTC = ZoneInfo("UTC")
SAMPLES = {name: known.sample for name, known in FORMATS.items()}
COMBINED = SAMPLES["ncsa"]
IIS = [
    "#Fields: date time cs-method cs-uri-stem sc-status",
    "2026-05-04 10:15:30 GET /iis 200",
    "#Fields: time date sc-status cs-uri-stem",
    "10:15:30 2026-05-04 404 /other",
]
BESIDE = [
    "2026-05-04 10:15:30,123 INFO [main] rubbish",
    "2026-05-04T10:15:30Z INFO rubbish",
    f"May  4 10:15:30 lb1 haproxy[1]: {SAMPLES['haproxy']}",
    f"<165>1 2026-05-04T10:15:30.003Z gw1 nginx 123 - - {COMBINED}",
    f"2026-05-04T10:15:30Z {SAMPLES['kong-json']}",
    f"nginx-1  | {COMBINED}",
    "May  4 10:15:30 lb1 haproxy[1]: Proxy www started.",
    "May  4 10:15:30 lb1 last message repeated 3 times",
    '{"level":"info","ts":1.5,"msg":"x"}',
    '{"time":"2026-05-04T10:15:30Z","status":200,"path":"/x"}',
    "# a comment",
    "",
]

Counts = tuple[dict[str, int], int, int, list[Any]]


def counts_of(lines: list[str], chunk_bytes: int) -> Counts:
    """Return what is read from lines: the requests by format, rejects, lines, and the rows."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.log"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        total: Counter[str] = Counter()
        rejects = read_lines = 0
        rows: list[Any] = []
        for chunk in chunks_of(path, chunk_bytes=chunk_bytes):
            read = read_chunk(chunk, UTC)
            total += read.lines_of
            rejects += read.rejects.total()
            rows += read.requests.select("time", "path", "status").rows()
            read_lines += read.lines
        return dict(total), rejects, read_lines, sorted(map(str, rows))


def careful_counts(lines: list[str]) -> tuple[dict[str, int], int]:
    """Return the requests by format and the rejects, each line read by itself and with care."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.log"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        chunk = next(chunks_of(path), None)
    total: Counter[str] = Counter()
    rejects = 0
    if chunk is None:
        return {}, 0
    main, mixture = chunk.log_format, chunk.mixture
    for line in lines:
        text = line.strip("\0\ufeff")
        if main.for_header(text) or mixture.is_header(text):
            main = main.for_header(text) or main
            mixture = mixture.with_headers(text)
        elif not is_ignored(line):
            try:
                total[understand(text, main, mixture).log_format.name] += 1
            except OtherRecordError:
                continue
            except NoRequestError:
                rejects += 1
    return dict(total), rejects


MIXED = st.lists(
    st.one_of(
        st.just(COMBINED),
        st.sampled_from([*SAMPLES.values(), *BESIDE, *IIS]).flatmap(changed),
    ),
    min_size=20,
    max_size=80,
)


@pytest.mark.hypothesis
def test_many_lines_are_read_as_single_lines_are() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=examples(60))
    @given(MIXED)
    def check(lines: list[str]) -> None:
        lines = [line.replace("\n", "").replace("\r", "") for line in lines]
        by_format, rejects, _, _ = counts_of(lines, 1 << 20)
        if by_format:
            seen.update(by_format)
            assert (by_format, rejects) == careful_counts(lines)

    check()
    assert len(seen) > 10


@pytest.mark.hypothesis
@settings(max_examples=examples(40))
@given(MIXED, st.integers(1, 5000))
def test_chunks_of_any_size_give_the_same(lines: list[str], chunk_bytes: int) -> None:
    lines = [line.replace("\n", "").replace("\r", "") for line in lines]

    assert counts_of(lines, chunk_bytes) == counts_of(lines, 1 << 20)


@pytest.mark.parametrize("main", FORMATS)
def test_lines_of_every_other_format_are_read(main: str) -> None:
    """Whatever the main format is, lines of the others get the values that they have alone."""
    others = [line for line in SAMPLES.values() if is_refused(main, line)]
    lines = [SAMPLES[main]] * 60 + others
    by_format, rejects, _, rows = counts_of(lines, 4000)

    alone = [counts_of([line], 4000)[3][0] for line in lines]
    assert rejects == 0
    assert sum(by_format.values()) == len(lines)
    assert len(by_format) > 15
    assert rows == sorted(alone)


def is_refused(name: str, line: str) -> bool:
    """Whether a format refuses a line, and does not know it as a record of another kind."""
    try:
        FORMATS[name].read_line(line)
    except OtherRecordError:
        return False
    except NoRequestError:
        return True
    return False
