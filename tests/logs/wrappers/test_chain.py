"""Whatever is around the lines of a gateway, its requests are the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.loglines import good_lines
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.logs.files.sources import find_sources
from usagestats.logs.single_line import read_single_line
from usagestats.logs.wrappers.caddy import CADDY_CONSOLE
from usagestats.logs.wrappers.chain import peel, peelings
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.documents import JsonDocument
from usagestats.logs.wrappers.envelopes import SHIPPER
from usagestats.logs.wrappers.syslog import SYSLOG
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import UsageFromLogs, UsageQuestion, read_logs
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain

TIME = "2026-05-04T10:15:30.051891896Z"
Wrap = Callable[[list[str]], list[str]]


def prefixed(prefix: str) -> Wrap:
    return lambda lines: [prefix + line for line in lines]


def in_json(name: str, end: str = "") -> Wrap:
    return lambda lines: [json.dumps({"time": TIME, name: line + end}) for line in lines]


def halves(line: str) -> list[str]:
    return [line[: len(line) // 3], line[len(line) // 3 :]] if len(line) % 2 else [line]


def docker(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        *parts, last = halves(line)
        texts = [*parts, last + "\n"]
        entries = [{"log": text, "stream": "stdout", "time": TIME} for text in texts]
        found += [json.dumps(entry, separators=(",", ":")) for entry in entries]
        found[-1:-1] = ['{"log":"\\n","stream":"stderr","time":"t"}']
    return found


def cri(lines: list[str]) -> list[str]:
    found = []
    for line in lines:
        *parts, last = halves(line)
        found += [f"{TIME} stdout P {part}" for part in parts]
        found += [f"{TIME} stderr F ", f"{TIME} stdout F {last}"]
    return found


def byte_message(lines: list[str]) -> list[str]:
    return [json.dumps({"MESSAGE": list(line.encode())}) for line in lines]


def original(lines: list[str]) -> list[str]:
    return [json.dumps({"event": {"original": line}, "message": "-"}) for line in lines]


WRAPS: dict[str, Wrap] = {
    "docker": docker,
    "cri": cri,
    "timestamp": prefixed(f"{TIME} "),
    "cloudwatch": prefixed(f"{TIME} api/gateway/5f362051 "),
    "cf-logs": prefixed("   2026-05-04T10:15:30.49+0000 [RTR/0] OUT "),
    "fluentd": prefixed(f"{TIME}\tkube.nginx\t"),
    "docker-compose": prefixed("\x1b[36mnginx-1  | \x1b[0m"),
    "kubectl-prefix": prefixed("[pod/gw-7d4b9/nginx] "),
    "stern": prefixed("gw-7d4b9c6f5-x2x4z nginx "),
    "syslog": prefixed("<190>May  4 10:15:30 gw1 nginx: "),
    "syslog-5424": prefixed('<165>1 2026-05-04T10:15:30Z gw1 nginx 1 - [x@1 a="b]"] '),
    "json-envelope": in_json("message"),
    "journald": in_json("MESSAGE"),
    "platform.sh": prefixed("frontend.0 nginx: "),
}
FURTHER: dict[str, tuple[str, Wrap]] = {
    "byte array": ("journald", byte_message),
    "original": ("json-envelope", original),
    "log": ("json-envelope", in_json("log", "\r\n")),
    "line": ("json-envelope", in_json("line")),
    "short-iso": ("syslog", prefixed("2026-05-04T10:15:30+0200 gw1 nginx[1]: ")),
}
NESTED = [
    *(("docker-compose", "docker"), ("docker-compose", "timestamp"), ("stern", "timestamp")),
    *(("syslog", "json-envelope"), ("cri", "json-envelope"), ("json-envelope", "platform.sh")),
    *(("fluentd", "json-envelope"), ("docker", "syslog-5424"), ("journald", "syslog")),
    ("docker-compose", "timestamp", "syslog", "json-envelope"),
]
CHAINS = [*((name,) for name in WRAPS if name != "fluentd"), *NESTED]


def read(lines: Sequence[str], chunk_bytes: int = 1 << 20) -> UsageFromLogs:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.log")
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        question = UsageQuestion(DEFAULT_CATALOG, Grain(USAGE_KEYS, SLOT), ZoneInfo("UTC"))
        return read_logs(find_sources([str(path)]), question, chunk_bytes=chunk_bytes)


def rows(found: UsageFromLogs) -> list[str]:
    return sorted(map(repr, found.usage.rows()))


def chosen(found: UsageFromLogs) -> list[str]:
    detection = found.lines.outcomes[0].detection
    assert detection is not None
    return detection.layers.split(", ")


@settings(max_examples=examples(60))
@given(
    st.lists(good_lines(), min_size=1, max_size=30), st.sampled_from(CHAINS), st.integers(1, 4000)
)
@example(['1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'], ("cri",), 1)
def test_wrapped_lines_hold_the_same_requests(
    lines: list[str], chain: tuple[str, ...], chunk_bytes: int
) -> None:
    wrapped = lines
    for name in reversed(chain):
        wrapped = WRAPS[name](wrapped)
    plain, found = read(lines), read(wrapped, chunk_bytes)

    assert chosen(found) == [*chain, "ncsa"]
    assert rows(found) == rows(plain)
    assert found.counts.requests == plain.counts.requests
    assert found.counts.rejects == 0


@pytest.mark.parametrize("name", FURTHER)
def test_further_kinds(name: str) -> None:
    lines = ['1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /é HTTP/1.1" 200 5'] * 3
    wrapper, wrap = FURTHER[name]
    found = read(wrap(lines))

    assert chosen(found) == [wrapper, "ncsa"]
    assert rows(found) == rows(read(lines))


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("chunk_bytes", [1, 300, 1 << 20])
def test_an_array_of_records_around_lines(indent: int | None, chunk_bytes: int) -> None:
    line = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
    found = read(
        [json.dumps([{"message": line, "n": [n]} for n in range(9)], indent=indent)], chunk_bytes
    )

    assert chosen(found) == ["json-array", "json-envelope", "ncsa"]
    assert (found.counts.lines, found.counts.requests) == (9, 9)


def test_records_and_arrays_of_them_in_a_wrapper() -> None:
    line = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
    one = json.dumps({"message": line})
    found = read(docker([one, f"[{one},{one}]", one, one + one]))

    assert chosen(found) == ["docker", "json-array", "json-envelope", "ncsa"]
    assert (found.counts.requests, found.counts.rejects) == (6, 0)


def test_rejects_name_the_line_of_the_source() -> None:
    good = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /11 HTTP/1.1" 200 5'
    lines = cri([good, good, good + "x"])  # each in two parts, with a blank line between
    lines += [f"{TIME} stdout P rub", f"{TIME} stdout F bish", f"{TIME} stdout F {good}"]
    for chunk_bytes in (1, 1 << 20):
        found = read([*lines, "other"], chunk_bytes)
        first = found.lines.rejects.first()

        assert first is not None
        assert (first.line, first.text) == (lines.index(f"{TIME} stdout P rub") + 1, "rubbish")
        assert sum(found.lines.rejects.counts.values()) == 2
        assert [sample.line for kept in found.lines.rejects.samples.values() for sample in kept][
            -1
        ] == (len(lines) + 1)


def test_what_is_not_wrapped_is_judged_as_it_is() -> None:
    good = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5'
    found = read([*docker([good] * 5), good, "rubbish"])

    assert (found.counts.requests, found.counts.rejects, found.counts.ignored) == (6, 1, 5)


def test_a_line_end_inside_hides_nothing() -> None:
    peeled = peel(b'{"message":"a\\nb\\r\\nc\\rd\\r\\n"}\n{"message":""}\n', (SHIPPER,))

    assert b"".join(peeled.pieces) == b"a\nb\nc\nd\n\n"
    assert [peeled.origin(index) for index in range(5)] == [0, 0, 0, 0, 1]


def test_marks_and_holes_before_a_wrapper_are_dropped() -> None:
    line = '{"log":"a\\n","stream":"stdout","time":"t"}\n'

    peeled = peel(f"\ufeff{line}\0\0{line}".encode(), (DOCKER,))

    assert b"".join(peeled.pieces) == b"a\na\n"


def test_nothing_may_be_left() -> None:
    peeled = peel(b"[\n]\n", (JsonDocument(None),))

    assert b"".join(peeled.pieces) == b""


def test_repetitions_are_handed_on() -> None:
    data = b"May  4 10:15:30 gw1 last message repeated 5 times\n"

    assert peel(data, (SYSLOG,)).repeated == 5


def test_wrappers_are_peeled_to_a_bounded_depth() -> None:
    line = "x"
    for _ in range(9):
        line = json.dumps({"message": line})

    assert [len(chain) for chain, _ in peelings([line], line)] == [0, 1, 2, 3, 4]


def test_a_wrapper_that_takes_nothing_off_ends_the_chain() -> None:
    other = "2026/05/04 10:15:30.123\tINFO\tserving initial configuration"
    request = CADDY_CONSOLE.sample

    assert [len(chain) for chain, _ in peelings([other] * 9, other)] == [0]
    assert [len(chain) for chain, _ in peelings([other, other, request], other)] == [0, 1]


GOOD = '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /%d HTTP/1.1" 200 5'


@pytest.mark.parametrize(
    ("lines", "number", "path"),
    [
        (docker([GOOD % 1, GOOD % 2]), 4, "/2"),
        (cri([GOOD % 11, GOOD % 2]), 5, "/2"),
        ([f"{TIME} stdout P {(GOOD % 5)[:9]}", f"{TIME} stdout F {(GOOD % 5)[9:]}"], 2, "/5"),
        (json.dumps([{"message": GOOD % n} for n in range(9)], indent=1).split("\n"), 9, "/2"),
    ],
)
def test_a_single_line_is_read_inside_its_wrapper(
    lines: list[str], number: int, path: str, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    (source,) = find_sources([str(log)])

    assert read_single_line(source, number).request["path"] == path
