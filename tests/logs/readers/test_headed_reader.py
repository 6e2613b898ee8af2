"""Rows between header lines: each is read below the header in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunks_of, reader_of, skip_without_kernel
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats import FORMATS
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.headed_reader import HeadedReader
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.wrappers.by_kernel import layers_around
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.syslog import SYSLOG
from usagestats.logs.wrappers.wrapper import Wrapper
from usagestats.tables.declared import FULL_DETAIL, Detail

FIRST = "#Fields: date time cs-method cs-uri-stem sc-status"
SECOND = "#Fields: date time sc-status cs-method cs-uri-stem"
ROWS = "2026-05-04 10:15:30 GET /a 200\n2026-05-04 10:15:31 GET /b 404\n"
OTHERS = "2026-05-04 10:15:32 500 GET /c\n"
DAYS = "#Fields: time cs-method cs-uri-stem sc-status\n#Date: 2026-05-04\n10:15:30 GET /a 200\n"


COLUMNS = frozenset({"time", "line", "path", "status"})


def rows(
    data: str, reader: object = None, wrappers: tuple[Wrapper, ...] = ()
) -> list[tuple[object, ...]]:
    w3c = FORMATS["w3c"]
    one = reader or w3c.reader(COLUMNS, FULL_DETAIL)
    chunk = Chunk(0, 0, data.encode(), w3c, one, wrappers=wrappers)  # type: ignore[arg-type]
    read = read_chunk(chunk, ZoneInfo("UTC"))
    return [*read.requests.rows(), (read.lines, read.rejects.counts, read.repeated)]


LOGS = [
    f"{FIRST}\n{ROWS}{FIRST}\n{ROWS}",
    f"{FIRST}\n{ROWS}{SECOND}\n{OTHERS}{FIRST}\n{ROWS}",
    f"\ufeff{SECOND}\n{OTHERS}\0{FIRST}\n{ROWS}",
    DAYS + DAYS.replace("05-04", "05-05") + DAYS,
    f"{DAYS}{FIRST}\n{ROWS}#Date: 2026-01-01\n{ROWS}",
    f"{FIRST}\n{ROWS}2026-05-04 10:15:32 GET /c#Fields: 200\n",
    f"{ROWS}#Fields: x-event\nstarted\n{FIRST}\n{ROWS}",
    f"{FIRST}\n{ROWS}#Fields: date time x-event sc-status\n2026-05-04 10:15:30 a 200\n",
    f"{FIRST}",
]


@pytest.mark.parametrize("data", LOGS)
def test_rows_are_read_as_with_care(data: str) -> None:
    careful = CarefulReader(frozenset({"time", "line", "path", "status"}))
    assert rows(data) == rows(data, careful)


def test_only_headers_are_left_to_the_careful_path() -> None:
    skip_without_kernel()
    reader = reader_of(FORMATS["w3c"], {"path"})
    assert isinstance(reader, HeadedReader)
    found = reader.read([f"{FIRST}\n{ROWS}{SECOND}\n{OTHERS}".encode()])

    assert [text for _, text in found.refused] == [FIRST, SECOND]
    assert found.requests["path"].to_list() == ["/a", "/b", "/c"]


@pytest.mark.parametrize("data", LOGS)
@pytest.mark.parametrize("detail", [FULL_DETAIL, Detail(timedelta(minutes=1))])
def test_rows_in_pieces_are_read_as_in_one(data: str, detail: Detail) -> None:
    reader = FORMATS["w3c"].reader(COLUMNS, detail)
    lines = data.replace("\ufeff", "\0").encode().splitlines(keepends=True)
    for cut in (1, 2, 3):
        pieces = [b"".join(lines[at : at + cut]) for at in range(0, len(lines), cut)]
        one, several = reader.read([b"".join(lines)]), reader.read(iter(pieces))

        assert several.requests.equals(one.requests)
        assert list(several.refused) == list(one.refused)
        assert several.lines == one.lines


def test_no_piece_has_no_rows() -> None:
    reader = FORMATS["w3c"].reader(COLUMNS, FULL_DETAIL)
    assert reader.read([]).lines == 0


def in_docker(line: str) -> str:
    return json.dumps({"log": f"{line}\n", "stream": "stdout", "time": "2026-05-04T10:15:30Z"})


WRAPPED: dict[str, tuple[Wrapper, Callable[[str], str]]] = {
    "cri": (CRI, "2026-05-04T10:15:30.493035218Z stdout F {}".format),
    "docker": (DOCKER, in_docker),
    "syslog": (SYSLOG, "May  4 10:15:30 gw1 iis: {}".format),
}
UNUSUAL: dict[str, list[str]] = {
    "cri": ["2026-05-04T10:15:30.4Z stdout P #Fields: date time", "bare #Fields: date time"],
    "docker": [in_docker(FIRST).replace("#", "\\u0023"), in_docker(f"{ROWS}{SECOND}"), "{"],
    "syslog": [
        f"May  4 10:15:30 gw1 iis: message repeated 3 times: [ {SECOND}]",
        f"May  4 10:15:30 gw1 iis: message repeated 2 times: [ {OTHERS.strip()}]",
        SECOND,
    ],
}


@pytest.mark.parametrize("wrapper", WRAPPED)
@pytest.mark.parametrize("data", LOGS)
def test_wrapped_rows_are_read_as_with_care(data: str, wrapper: str) -> None:
    one, wrapped = WRAPPED[wrapper]
    lines = [wrapped(line) for line in data.splitlines()]
    careful = CarefulReader(COLUMNS)
    for unusual in ([], *([line] for line in UNUSUAL[wrapper])):
        for at in {0, len(lines) // 2, len(lines)}:
            text = "\n".join(lines[:at] + unusual + lines[at:])
            assert rows(text, None, (one,)) == rows(text, careful, (one,))


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_the_kernel_takes_layers_off_rows_as_it_reads(wrapper: str) -> None:
    skip_without_kernel()
    one, wrapped = WRAPPED[wrapper]
    lines = f"{FIRST}\n{ROWS}{SECOND}\n{OTHERS}".splitlines()
    data = "".join(f"{wrapped(line)}\n" for line in lines).encode()
    reader = reader_of(FORMATS["w3c"], {"path"})
    found = reader.read([data], layers_around(data, (one,)) or ())

    assert [text for _, text in found.refused] == [FIRST, SECOND]
    assert found.requests["path"].to_list() == ["/a", "/b", "/c"]
    assert not found.wrapped


@pytest.mark.parametrize("wrapper", WRAPPED)
def test_a_header_is_in_force_in_the_next_chunk(wrapper: str, tmp_path: Path) -> None:
    _, wrapped = WRAPPED[wrapper]
    lines = f"{FIRST}\n{ROWS * 9}{SECOND}\n{OTHERS * 9}{FIRST}\n{ROWS * 9}".splitlines()
    log = tmp_path / "iis.log"
    log.write_text("".join(f"{wrapped(line)}\n" for line in lines), encoding="utf-8")

    several = list(chunks_of(log, COLUMNS, chunk_bytes=500))
    found = [read_chunk(chunk, ZoneInfo("UTC")).requests.height for chunk in several]

    assert len(several) > 2
    assert sum(found) == 45
