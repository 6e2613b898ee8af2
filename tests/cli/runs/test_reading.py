from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.written_settings import WrittenSetting
from usagestats.cli.console.messages import Messages
from usagestats.cli.options.groups import LogOptions
from usagestats.cli.options.settings import RejectLimit
from usagestats.cli.runs.reading import Reading, log_format_of
from usagestats.diagnostics.formats import formats_report
from usagestats.errors import ExitCode, UsageError
from usagestats.logs.readers.kernel import library
from usagestats.tables.counts import Counts

ATHENS, UTC = ZoneInfo("Europe/Athens"), ZoneInfo("UTC")
NO_FILE = CatalogFile.none()
PATH = Path("/etc/usagestats.toml")
FILE = replace(
    NO_FILE, path=PATH, settings={"log_timezone": WrittenSetting("Asia/Kathmandu", PATH, 3)}
)
USERS = replace(NO_FILE, users={"log_timezone": WrittenSetting("Asia/Tokyo", PATH, 1)})


def with_format(log_format: str) -> CatalogFile:
    return replace(FILE, settings={"log_format": WrittenSetting(log_format, PATH, 4)})


@dataclass
class Outcome:
    rejects: int = 0
    has_failed: bool = False

    @property
    def counts(self) -> Counts:
        return Counts(lines=self.rejects, rejects=self.rejects)


@pytest.mark.parametrize(
    ("option", "file", "expected"),
    [
        (None, NO_FILE, "Europe/Athens"),
        (None, FILE, "Asia/Kathmandu"),
        ("UTC", FILE, "UTC"),
        (None, USERS, "Asia/Tokyo"),
    ],
)
def test_the_zone_of_logs_is_that_of_the_option_then_of_the_catalog_then_of_the_report(
    option: str | None, file: CatalogFile, expected: str
) -> None:
    reading = Reading.of(LogOptions(log_timezone=option), ATHENS, file)

    assert reading.log_zone.key == expected


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (LogOptions(log_timezone="Mars"), "--log-timezone"),
        (LogOptions(log_format="no-such-format"), "--log-format"),
        (LogOptions(max_rejects="many"), "--max-rejects"),
    ],
)
def test_an_option_that_is_wrong_is_refused_before_anything_is_read(
    options: LogOptions, where: str
) -> None:
    with pytest.raises(UsageError) as caught:
        Reading.of(options, UTC, NO_FILE)

    assert caught.value.where == where


def test_the_curious_are_shown_which_catalog_is_in_force(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Reading.of(LogOptions(verbose=True), UTC, FILE)
    Reading.of(LogOptions(verbose=True), UTC, NO_FILE)
    Reading.of(LogOptions(), UTC, FILE)

    assert capsys.readouterr().err == "usagestats: catalog: /etc/usagestats.toml\n"


QUIET = Messages(quiet=True, verbose=False)


@pytest.mark.parametrize(
    ("is_quiet", "switch", "lines"),
    [(False, "on", 1), (True, "on", 0), (False, "off", 0)],
    ids=["missing", "missing, quiet", "switched off"],
)
def test_an_installation_without_the_kernel_says_how_to_get_it(
    is_quiet: bool,  # noqa: FBT001
    switch: str,
    lines: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(library, "FILE", tmp_path / "missing")
    monkeypatch.setenv(library.SWITCH, switch)
    Reading.of(LogOptions(quiet=is_quiet), UTC, NO_FILE)

    written = capfd.readouterr().err.splitlines()
    assert len(written) == lines
    assert all("install a C compiler" in line and "pip install" in line for line in written)


def test_the_format_is_that_of_the_option_then_of_the_catalog_else_it_is_detected() -> None:
    file = with_format("caddy-json")
    chosen = log_format_of("combined", file, QUIET)
    kept = log_format_of(None, file, QUIET)

    assert chosen is not None
    assert kept is not None
    assert (chosen == kept, kept.name) == (False, "caddy-json")
    assert log_format_of(None, FILE, QUIET) is None


def test_a_wrong_format_in_the_catalog_is_an_error_of_the_catalog() -> None:
    with pytest.raises(UsageError) as caught:
        log_format_of(None, with_format("no-such-format"), QUIET)

    assert caught.value.where == "/etc/usagestats.toml:4: log_format"


@pytest.mark.parametrize(
    ("read", "expected", "message"),
    [
        (Outcome(rejects=1), None, ""),
        (Outcome(rejects=2), ExitCode.INPUT, "more rejects than --max-rejects allows\n"),
        (Outcome(has_failed=True), ExitCode.INPUT, ""),
    ],
)
def test_a_run_is_left_with_the_exit_code_that_its_lines_earned(
    read: Outcome,
    expected: ExitCode | None,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    reading = replace(Reading.of(LogOptions(), UTC, NO_FILE), reject_limit=RejectLimit(count=1))
    exit_code = None
    try:
        reading.leave(read)
    except typer.Exit as end:
        exit_code = end.exit_code

    assert exit_code == expected
    assert capsys.readouterr().err.removeprefix("usagestats: ") == message


def test_warnings_of_a_report_are_written_and_its_notes_for_the_curious(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = replace(formats_report(), in_range=7, warnings=("look here",), notes=("by the way",))
    Reading.of(LogOptions(), UTC, NO_FILE).finish(Outcome(), report)
    plain = capsys.readouterr().err
    Reading.of(LogOptions(verbose=True), UTC, NO_FILE).finish(Outcome(), report)
    verbose = capsys.readouterr().err.splitlines()

    assert plain == "usagestats: warning: look here\n"
    assert verbose[0].endswith("; in the range 7")
    assert verbose[1:] == ["usagestats: warning: look here", "usagestats: by the way"]
