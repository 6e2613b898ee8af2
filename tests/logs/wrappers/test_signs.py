from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.formats import FORMATS
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.signs import may_be_wrapped
from usagestats.logs.wrappers.wrapper import Wrapper

WRAPPED = [
    *(wrapper.sample for wrapper in WRAPPERS),
    "last message repeated 3 times",
    "<190>May  4 10:15:30 last message repeated 2 times",
    "2026-05-04T10:15:30Z --- last message repeated 2 times ---",
    "2026-05-04T10:15:30.123Z stderr P LINE",
    "2026-05-04T10:15:30.123Z a/b LINE",
    "\x1b[36mnginx-1  |\x1b[0m LINE",
    r'  "a \"b\" c" ',
    '{"message": "LINE"}',
    "1.777889730123e+09\tinfo\thttp.log.access\thandled request\t{}",
]


@given(st.sampled_from(WRAPPED), st.text(max_size=4), st.integers(0, 60), st.integers(0, 3))
def test_no_wrapped_line_is_overlooked(line: str, text: str, place: int, length: int) -> None:
    changed = line[:place] + text + line[place + length :]

    assert may_be_wrapped(changed) or not any(one.matches(changed) for one in WRAPPERS)


LINES_OF = {one.name: st.from_regex(one.begins.removeprefix("^")) for one in WRAPPERS}


@pytest.mark.parametrize("wrapper", WRAPPERS, ids=lambda wrapper: wrapper.name)
@given(st.data())
def test_no_line_that_begins_as_a_wrapper_does_is_overlooked(
    wrapper: Wrapper, data: st.DataObject
) -> None:
    line = data.draw(LINES_OF[wrapper.name]).lstrip("\n")

    assert may_be_wrapped(line) or not wrapper.matches(line)


def test_most_bare_lines_are_seen_at_once() -> None:
    assert not may_be_wrapped(FORMATS["ncsa"].sample)
