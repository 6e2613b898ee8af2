"""The kernel takes off each wrapper as the wrapper itself does."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.logs.readers.kernel.library import SWITCH, kernel
from usagestats.logs.wrappers.by_kernel import inner_by_kernel
from usagestats.logs.wrappers.chain import Peeled, peel
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.envelopes import JOURNALD, SHIPPER
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.syslog import SYSLOG
from usagestats.logs.wrappers.wrapper import Wrapper

REQUEST = '203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/a?b=\\"c HTTP/1.1" 200 5'

pytestmark = pytest.mark.skipif(kernel() is None, reason="there is no kernel here")

_TEXTS = st.one_of(
    st.just(REQUEST),
    st.text(st.characters(exclude_characters="\n\r", codec="utf-8"), max_size=12),
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


def in_wrapper(wrapper: Wrapper, text: str) -> str:
    return wrapper.sample.replace("LINE", text)


def numbered(peeled: Peeled) -> list[tuple[int, str]]:
    """Return the inner lines, each with the number of the outer line at which it begins."""
    lines = b"".join(peeled.pieces).decode().split("\n")[:-1]
    return [(peeled.origin(number), line) for number, line in enumerate(lines)]


@st.composite
def lines(draw: st.DrawFn, wrapper: Wrapper) -> str:
    kind = draw(st.integers(0, 9))
    if kind < 6:
        return in_wrapper(wrapper, draw(_TEXTS))
    if kind == 6:
        return draw(_TEXTS)
    if kind == 7:
        wrapped = in_wrapper(wrapper, draw(_TEXTS))
        at = draw(st.integers(0, len(wrapped)))
        return (
            wrapped[:at] + draw(st.sampled_from(["", " ", "x", "P", '"', "é"])) + wrapped[at + 1 :]
        )
    is_compact = draw(st.booleans())
    record = json.dumps(draw(_RECORDS), separators=(",", ":") if is_compact else None)
    end = draw(_ENDS)
    return record[:-1] + end if end.endswith("}") else record + end


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda one: one.name)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_both_ways_find_the_same_lines(wrapper: Wrapper, data: st.DataObject) -> None:
    chunk = "\n".join(data.draw(st.lists(lines(wrapper), min_size=1, max_size=6))).encode()

    by_kernel = peel(chunk, (wrapper,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        by_itself = peel(chunk, (wrapper,))

    assert by_kernel.repeated == by_itself.repeated
    assert numbered(by_kernel) == numbered(by_itself)


@pytest.mark.parametrize(
    "wrapper", [CRI, DOCKER, SYSLOG, SHIPPER, JOURNALD], ids=lambda one: one.name
)
def test_usual_lines_are_taken_by_the_kernel(wrapper: Wrapper) -> None:
    texts = [REQUEST, "é", "another"]
    chunk = "".join(in_wrapper(wrapper, json.dumps(text)[1:-1]) + "\n" for text in texts)

    inner = inner_by_kernel(chunk.encode(), wrapper)

    assert inner is not None
    assert inner.count(b"\n") == len(texts)


def test_a_line_that_is_not_wrapped_stays_at_its_place() -> None:
    chunk = "\n".join(
        [in_wrapper(CRI, "a"), "bare", in_wrapper(CRI, "b"), "", in_wrapper(CRI, "c")]
    )

    assert inner_by_kernel(chunk.encode(), CRI) == b"a\nbare\nb\n\nc\n"


def test_parts_of_lines_are_left_to_the_wrapper() -> None:
    part = in_wrapper(CRI, "a").replace(" F ", " P ")
    open_entry = in_wrapper(DOCKER, "a").replace("\\n", "")

    assert inner_by_kernel(f"{part}\n{in_wrapper(CRI, 'b')}\n".encode(), CRI) is None
    assert inner_by_kernel(f"{open_entry}\n{in_wrapper(DOCKER, 'b')}\n".encode(), DOCKER) is None


def test_fields_of_a_shipper_that_are_no_texts_are_passed_over() -> None:
    line = '{"log":{"offset":1},"message":"a","event":5,"tags":["x"]}'

    assert inner_by_kernel(line.encode(), SHIPPER) == b"a\n"
