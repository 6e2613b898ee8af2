"""The kernel takes off each wrapper as the wrapper itself does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chunks import chunk_of, reader_of
from tests.profiles import examples
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.kernel.library import SWITCH, kernel
from usagestats.logs.readers.reader import LinesFound
from usagestats.logs.wrappers.by_kernel import layers_around
from usagestats.logs.wrappers.caddy import CADDY_CONSOLE
from usagestats.logs.wrappers.chain import Chain
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.envelopes import JOURNALD, SHIPPER
from usagestats.logs.wrappers.inner_line import InRecord
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.syslog import SYSLOG
from usagestats.logs.wrappers.wrapper import Wrapper
from usagestats.tables.declared import REQUESTS, TEXT, Detail

REQUEST = '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/a?b=\\"c HTTP/1.1" 200 5'

pytestmark = pytest.mark.skipif(kernel() is None, reason="there is no kernel here")

_TEXTS = st.one_of(
    st.just(REQUEST),
    st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(
        ["", " ", "a\tb", "\\n", "é€😀", "\x1b[0m", " P", "message repeated 2 times: [x]"]
    ),
)
_VALUES: st.SearchStrategy[object] = st.one_of(
    _TEXTS, st.sampled_from([None, 5, 1.5, True, [], [104, 105], {}, "a\n", "a\n\n", "\ud83d"])
)
_KEYS = st.sampled_from(
    ["log", "stream", "message", "MESSAGE", "line", "event", "event.original", "time"]
)
_RECORDS = st.one_of(
    st.dictionaries(_KEYS, _VALUES, max_size=4),
    st.builds(lambda text: {"log": text + "\n", "stream": "stdout", "time": "t"}, _TEXTS),
    st.builds(lambda text: {"event": {"original": text}, "message": "m"}, _VALUES),
)
_ENDS = st.sampled_from(["", " ", "}", ',"log":"again\\n"}', "\t"])


PLACED = [one for one in WRAPPERS if one.place is not None]


def in_wrapper(wrapper: Wrapper, text: str) -> str:
    return wrapper.sample.replace("LINE", text)


def escaped(wrapper: Wrapper, text: str) -> str:
    """Return a text as its wrapper writes it."""
    return json.dumps(text)[1:-1] if isinstance(wrapper.place, InRecord) else text


def reading(data: bytes, chain: Chain) -> list[object]:
    """Return the requests and rejects of a chunk with their lines, and the counts."""
    chunk = replace(chunk_of(data, NCSA, [*REQUESTS, TEXT]), wrappers=chain)
    read = read_chunk(chunk, ZoneInfo("UTC"))
    samples = (one for some in read.rejects.samples.values() for one in some)
    rejects = sorted((one.line, one.text, one.reason) for one in samples)
    counts = (read.lines, read.source_lines, read.repeated, read.rejects.total())
    return [read.requests.rows(), rejects, counts]


def layered(data: bytes, wrapper: Wrapper) -> LinesFound:
    """Return what the kernel finds alone."""
    layers = layers_around(data, (wrapper,))
    assert layers is not None
    return reader_of(NCSA).read((data,), layers)


_PIECES = st.sampled_from(["", " ", "x", "P", '"', "é"])


@st.composite
def lines(draw: st.DrawFn, wrapper: Wrapper) -> str:
    kind = draw(st.integers(0, 9))
    if kind < 6:
        return in_wrapper(wrapper, escaped(wrapper, draw(_TEXTS)))
    if kind == 6:
        return draw(_TEXTS)
    if kind == 7:
        wrapped = in_wrapper(wrapper, escaped(wrapper, draw(_TEXTS)))
        at = draw(st.integers(0, len(wrapped)))
        return wrapped[:at] + draw(_PIECES) + wrapped[at + 1 :]
    is_compact = draw(st.booleans())
    record = json.dumps(draw(_RECORDS), separators=(",", ":") if is_compact else None)
    end = draw(_ENDS)
    return record[:-1] + end if end.endswith("}") else record + end


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda one: one.name)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_both_ways_find_the_same_lines(wrapper: Wrapper, data: st.DataObject) -> None:
    chunk = "\n".join(data.draw(st.lists(lines(wrapper), min_size=1, max_size=6))).encode()

    by_kernel = reading(chunk, (wrapper,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        by_itself = reading(chunk, (wrapper,))

    assert by_kernel == by_itself


@given(data=st.data())
def test_both_ways_find_the_same_lines_in_two_wrappers(data: st.DataObject) -> None:
    outer, inner = (data.draw(st.sampled_from(PLACED)) for _ in range(2))
    inside = data.draw(st.lists(lines(inner), min_size=1, max_size=4))
    chunk = "".join(f"{in_wrapper(outer, escaped(outer, line))}\n" for line in inside).encode()

    by_kernel = reading(chunk, (outer, inner))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        by_itself = reading(chunk, (outer, inner))

    assert by_kernel == by_itself


@pytest.mark.parametrize(
    "wrapper", [CRI, DOCKER, SYSLOG, SHIPPER, JOURNALD], ids=lambda one: one.name
)
def test_usual_lines_are_taken_by_the_kernel(wrapper: Wrapper) -> None:
    texts = [REQUEST, "é", "another"]
    chunk = "".join(in_wrapper(wrapper, escaped(wrapper, text)) + "\n" for text in texts)

    found = layered(chunk.encode(), wrapper)

    assert (found.requests.height, found.lines) == (1, 3)
    assert list(found.refused) == [(1, "é"), (2, "another")]
    assert not found.wrapped


def test_samples_of_lines_that_are_written_anew() -> None:
    failed = [REQUEST.replace(" 200 ", f" {status} ") for status in (500, 501, 502, 503, 500)]
    chunk = "".join(in_wrapper(DOCKER, escaped(DOCKER, text)) + "\n" for text in failed)
    columns = frozenset({"time", "status", "http_method", TEXT})
    reader = NCSA.reader(columns, Detail(timedelta(hours=1)))

    found = reader.read((chunk.encode(),), layers_around(chunk.encode(), (DOCKER,)) or ())

    assert sorted(found.requests[TEXT].to_list()) == sorted(failed[:4])


def test_a_line_that_is_not_wrapped_is_read_as_it_is() -> None:
    chunk = "\n".join([in_wrapper(CRI, "a"), REQUEST, in_wrapper(CRI, REQUEST), "", "bare"])

    assert [one.lines for one in layered(chunk.encode(), CRI).wrapped] == [
        [(1, REQUEST), (3, ""), (4, "bare")]
    ]
    rows, rejects, _ = reading(chunk.encode(), (CRI,))

    assert isinstance(rows, list)
    assert [row[0] for row in rows] == [2, 3]
    assert rejects == [(1, "a", "no time in brackets"), (5, "bare", "no time in brackets")]


def test_parts_of_lines_are_left_to_the_wrapper() -> None:
    part = in_wrapper(CRI, REQUEST[:30]).replace(" F ", " P ")
    rest = in_wrapper(CRI, REQUEST[30:])
    entry = in_wrapper(DOCKER, escaped(DOCKER, REQUEST[:30])).replace("\\n", "")
    last = in_wrapper(DOCKER, escaped(DOCKER, REQUEST[30:]))

    for chunk, wrapper in ((f"{part}\n{rest}\n", CRI), (f"{entry}\n{last}\n", DOCKER)):
        rows, rejects, counts = reading(chunk.encode(), (wrapper,))
        assert isinstance(rows, list)
        assert (len(rows), rejects, counts) == (1, [], (1, 2, 0, 0))


def test_fields_of_a_shipper_that_are_no_texts_are_passed_over() -> None:
    line = '{"log":{"offset":1},"message":"a","event":5,"tags":["x"]}'

    assert list(layered(line.encode(), SHIPPER).refused) == [(0, "a")]


def test_marks_are_no_layer() -> None:
    assert layers_around(b"\xef\xbb\xbfa\n", (CRI,)) is None
    assert layers_around(b"a\0\n", (CRI,)) is None
    assert layers_around(b"a\n", (CRI, CADDY_CONSOLE)) is None
