"""No content of a log ends in a traceback: mutated lines of every format, through the program."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case import ENVIRONMENT, Invocation
from tests.loglines import changed
from tests.profiles import examples
from tests.same_process import run_in_process
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.pipeline.question import Question

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader

NAMES = sorted(FORMATS)
HEADERS = [
    "#Fields: date time cs-method cs-uri-stem sc-status c-ip time-taken",
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status",
    "#Date: 2026-05-04 10:15:30",
    "Method,Host,Path,RawPath,ResponseCode,TimeStamp,IPAddress",
]
WRAPPED = [wrapper.sample for wrapper in WRAPPERS]
NUMBERS = [
    "9" * 5000,
    "1e999",
    "-0",
    "NaN",
    "18446744073709551616",
    "0x1F",
    "\u0663\u0660",
    "\u00b2",
]
PIECES = [
    *("[" * 3000, '{"a":' * 3000, '"\\ud800"', "\\u0000", "%E0%A4%A", "%", "\\x", "\\xC3"),
    *("http://[::1", "//[", "user@:99999", "[::ffff:1.2.3.4", "29/Feb/2027", "31/Jun/2026"),
    *("00:00:60", "24:00:00", "+99:99", "0001-01-01", "9999-12-31", "Feb 29 10:00:00", "\x1b[31m"),
]


@st.composite
def mutated(draw: st.DrawFn, line: str) -> str:
    """Change a line as all generated tests do, and sometimes put something nasty into it."""
    line = draw(changed(line))
    if draw(st.integers(0, 2)) == 0:
        place = draw(st.integers(0, len(line)))
        piece = draw(st.sampled_from([*NUMBERS, *PIECES]))
        line = line[:place] + piece + line[place + draw(st.integers(0, 4)) :]
    return line


def samples(name: str) -> st.SearchStrategy[str]:
    """Give lines of one format mostly, bare and wrapped, with headers and lines of others."""
    own = FORMATS[name].sample
    wrapped = [sample.replace("LINE", own.replace('"', '\\"')) for sample in WRAPPED]
    others = [FORMATS[other].sample for other in NAMES]
    return st.sampled_from([*[own] * 60, *HEADERS * 4, *wrapped, *others])


COMMANDS = (
    ["traffic", "a.log", "--by", "hour", "--measure", "p95", "--split-by", "status"],
    ["requests", "a.log"],
    ["requests", "a.log", "--rejects"],
    ["check", "a.log"],
    ["integration-errors", "a.log"],
    ["explain", "a.log:2"],
)


def check_outcome(lines: list[str], command: list[str]) -> None:
    with TemporaryDirectory() as folder:
        text = "".join(f"{line}\n" for line in lines)
        Path(folder, "a.log").write_bytes(text.encode("utf-8", "surrogatepass"))
        outcome = run_in_process(Invocation(command, Path(folder), ENVIRONMENT.copy()))

    assert "Traceback" not in outcome.stderr, outcome.stderr
    assert outcome.exit in {0, 4}, outcome.stderr


@pytest.mark.slow
@pytest.mark.hypothesis
@pytest.mark.parametrize("is_careful", [False, True], ids=["fast", "careful"])
@pytest.mark.parametrize("name", NAMES)
def test_mutated_lines_end_in_no_traceback(
    name: str, *, is_careful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_careful:

        def careful(question: Question[object], _: LogFormat) -> Reader:
            return CarefulReader(question.collect.columns | {"time"})

        monkeypatch.setattr(Question, "reader_for", careful)

    given_too = [[*command, "--log-format", name] for command in COMMANDS]

    @settings(max_examples=examples(6))
    @given(
        st.lists(samples(name).flatmap(mutated), min_size=3, max_size=40),
        st.sampled_from([*COMMANDS, *given_too]),
    )
    def check(lines: list[str], command: list[str]) -> None:
        check_outcome(lines, command)

    check()
