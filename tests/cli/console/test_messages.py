from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from usagestats.cli.console.messages import Messages, report_reading, say
from usagestats.logs.detect.detection import ERROR_LOG, Detection
from usagestats.logs.files.sources import Source
from usagestats.logs.source_reader import SourceOutcome
from usagestats.pipeline.lines_read import LinesRead
from usagestats.tables.counts import Counts

Say = Callable[[Messages, str], None]
LEVELS = (Messages.error, Messages.warn, Messages.note, Messages.detail)


class Full(io.BytesIO):
    def write(self, _content: object) -> int:
        raise OSError


def read_of(*detections: Detection | None, found_by: str | None = None) -> LinesRead:
    """Return what was read of sources: 0.log, 1.log and so on."""
    return LinesRead(
        outcomes=[
            SourceOutcome(Source(f"{number}.log", Path(f"{number}.log"), found_by), number, found)
            for number, found in enumerate(detections)
        ]
    )


GOOD = Detection(None, 1, 1)
POEM = Detection(None, 0, 0, remark="a poem")


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (Messages(quiet=False, verbose=False), ["x", "warning: x", "x"]),
        (Messages(quiet=False, verbose=True), ["x", "warning: x", "x", "x"]),
        (Messages(quiet=True, verbose=False), ["x"]),
        (Messages(quiet=True, verbose=True), ["x"]),
    ],
)
def test_messages_are_as_many_as_the_options_allow(
    messages: Messages, expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for level in LEVELS:
        level(messages, "x")

    lines = capsys.readouterr().err.splitlines()

    assert lines == [f"usagestats: {line}" for line in expected]


@pytest.mark.parametrize(
    ("is_watched", "verbose", "expected"),
    [(True, False, "usagestats: x\n"), (False, True, "usagestats: x\n"), (False, False, "")],
)
def test_cron_is_not_written_to_about_what_was_done(
    is_watched: bool,  # noqa: FBT001
    verbose: bool,  # noqa: FBT001
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_watched)
    Messages(quiet=False, verbose=verbose).done("x")

    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("stream", [None, io.TextIOWrapper(Full())])
def test_a_standard_error_that_is_closed_or_full_harms_nothing(
    stream: io.TextIOWrapper | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)

    say("x")


def test_control_characters_of_logs_are_made_visible(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[31mb\nc")
    written = capsys.readouterr().err

    assert "\x1b" not in written
    assert written.endswith("b\nc\n")


def lines_about(read: LinesRead, capsys: pytest.CaptureFixture[str], **given: bool) -> list[str]:
    messages = Messages(quiet=False, verbose=given.get("verbose", False))
    is_routine = given.get("is_routine", False)
    report_reading(read, "Europe/Athens", messages, is_routine=is_routine)
    return [line.removeprefix("usagestats: ") for line in capsys.readouterr().err.splitlines()]


def test_a_log_that_was_named_and_fits_no_format_is_an_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert lines_about(read_of(GOOD, POEM), capsys) == [f"1.log: {POEM.complaint}"]


def test_a_log_that_a_folder_holds_beside_good_ones_is_skipped_with_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = read_of(GOOD, POEM, found_by="logs")

    assert lines_about(read, capsys) == [f"warning: 1.log: skipped, {POEM.complaint}"]
    assert lines_about(read, capsys, is_routine=True) == []


def test_an_error_log_in_a_folder_is_passed_over_in_silence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error_log = Detection(None, 0, 0, remark=ERROR_LOG)
    read = read_of(GOOD, error_log, found_by="logs")

    assert lines_about(read, capsys) == []
    assert lines_about(read, capsys, verbose=True)[1:] == [f"1.log: skipped, {error_log.complaint}"]


def test_damage_is_an_error_and_does_not_hide_what_was_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = Source("a.gz", Path("a.gz"))
    read = LinesRead(outcomes=[SourceOutcome(source, 0, GOOD, damage="is cut off")])

    assert lines_about(read, capsys) == [
        "a.gz: is cut off; the complete lines before it are counted"
    ]


def test_assumptions_are_noted_but_not_again_and_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = LinesRead(without_offset=1200, without_year=3)

    assert [line.partition(" requests")[0] for line in lines_about(read, capsys)] == ["1,200", "3"]
    assert "read as Europe/Athens" in lines_about(read, capsys)[0]
    assert lines_about(read, capsys, is_routine=True) == []


def test_repeated_messages_are_a_warning_even_in_routine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = lines_about(LinesRead(repeated=5), capsys, is_routine=True)

    assert lines[0].startswith("warning: the logger left out 5 repeated messages")


def test_rejects_are_one_warning_and_the_most_frequent_reasons_are_details(
    capsys: pytest.CaptureFixture[str],
) -> None:
    read = read_of(GOOD)
    for number in range(12):
        for line in range(12 - number):
            read.rejects.add(0, line + 1, f"reason {number}", "text")
    read.counts = Counts(lines=100, requests=22, rejects=78, matched=22)
    lines = lines_about(read, capsys, verbose=True)[1:]

    assert lines[0].startswith("warning: 78 of 100 lines rejected, the first is 0.log:1: reason ")
    assert lines[1:] == [
        f"rejected: {12 - number} × reason {number} in 0.log" for number in range(10)
    ]
    assert lines_about(LinesRead(), capsys, verbose=True) == []
