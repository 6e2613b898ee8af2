from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from usagestats.cli.options.groups import ListedObjects, LogOptions
from usagestats.cli.runs.crontab import crontab_line
from usagestats.errors import UsageError

BEGINNING = "*/5 * * * * cd / && "
ODD = "a\n* * * * * b"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which the command runs, without a catalog or a zone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(sys, "argv", ["/opt/bin/usagestats"])
    return tmp_path


def words_of(
    logs: LogOptions, store: str | None = "/var/store", listed: ListedObjects | None = None
) -> list[str]:
    line = crontab_line(logs, store, listed)
    assert line.startswith(BEGINNING)
    # cron ends a command at a per cent sign without a backslash, and takes the backslash away
    assert not re.search(r"(?<!\\)%", line)
    return shlex.split(line.removeprefix(BEGINNING).replace(r"\%", "%"))


def test_every_path_is_absolute(folder: Path) -> None:
    words = words_of(LogOptions(["logs/access.log*", "/var/a.log"]), "store")

    assert words == [
        *("/opt/bin/usagestats", "ingest", "--store", str(folder / "store")),
        *(str(folder / "logs/access.log*"), "/var/a.log"),
    ]


def test_a_url_stays_as_it_is() -> None:
    assert words_of(LogOptions(["a.log"]), "s3://bucket/usage")[2:4] == [
        *("--store", "s3://bucket/usage")
    ]


def test_options_are_handed_on() -> None:
    logs = LogOptions(
        ["/a.log"],
        timezone="UTC",
        log_timezone="Europe/Athens",
        log_format="%h [%t]",
        max_rejects="1%",
        quiet=True,
    )

    assert words_of(logs)[4:] == [
        *("--timezone", "UTC", "--log-timezone", "Europe/Athens"),
        *("--log-format", "%h [%t]", "--max-rejects", "1%"),
        *("--quiet", "/a.log"),
    ]


def test_the_catalog_and_the_zone_in_force_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "usagestats.toml").write_text('store = "/kept"\n')
    monkeypatch.setenv("TZ", ":Europe/Athens")

    assert words_of(LogOptions(["/a.log"]), None)[2:-1] == [
        *("--store", "/kept", "--catalog", str(folder / "usagestats.toml")),
        *("--timezone", "Europe/Athens"),
    ]


def test_a_module_is_run_by_the_same_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/lib/usagestats/__main__.py"])

    assert words_of(LogOptions(["/a.log"]))[:4] == [sys.executable, "-m", "usagestats", "ingest"]


@pytest.mark.parametrize("logs", [None, [], ["-"], ["/a.log", "-"]])
def test_logs_that_cron_cannot_read_are_refused(logs: list[str] | None) -> None:
    with pytest.raises(UsageError, match="name the logs that cron is to read"):
        crontab_line(LogOptions(logs), "/var/store")


@pytest.mark.parametrize(
    ("log", "store"), [("/a\nb.log", "/var/store"), ("/a.log", "/var/st\x1bore")]
)
def test_a_name_that_no_line_can_hold_is_refused(log: str, store: str) -> None:
    with pytest.raises(UsageError, match="cannot be written into a crontab"):
        crontab_line(LogOptions([log]), store)


@pytest.mark.parametrize(
    ("logs", "where"),
    [
        (LogOptions(["/a.log"], timezone=ODD), "--timezone"),
        (LogOptions(["/a.log"], log_timezone=ODD), "--log-timezone"),
        (LogOptions(["/a.log"], log_format=ODD), "--log-format"),
        (LogOptions(["/a.log"], max_rejects=ODD), "--max-rejects"),
    ],
)
def test_an_option_that_no_line_can_hold_is_refused(logs: LogOptions, where: str) -> None:
    with pytest.raises(UsageError, match=f"^usagestats: {where}.*cannot be written into a crontab"):
        crontab_line(logs, "/var/store")


def test_a_zone_of_the_environment_that_no_line_can_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", ODD)

    with pytest.raises(UsageError, match="--timezone or TZ: cannot be written into a crontab"):
        crontab_line(LogOptions(["/a.log"]), "/var/store")


@pytest.mark.parametrize(
    ("logs", "where"),
    [
        (LogOptions(["a.log"]), "LOG"),
        (LogOptions(["/a.log"], catalog="usagestats.toml"), "--catalog"),
        (LogOptions(["/a.log"]), "--catalog"),
    ],
)
def test_a_folder_that_no_line_can_hold_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, logs: LogOptions, where: str
) -> None:
    odd = folder / ODD
    odd.mkdir()
    if where == "--catalog":
        (odd / "usagestats.toml").touch()
    monkeypatch.chdir(odd)

    with pytest.raises(UsageError, match=f"^usagestats: {where}: cannot be written into a crontab"):
        crontab_line(logs, "/var/store")


def test_a_program_in_a_folder_that_no_line_can_hold_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/b\nin/usagestats"])

    with pytest.raises(UsageError, match="the program: cannot be written into a crontab"):
        crontab_line(LogOptions(["/a.log"]), "/var/store")


def test_a_log_format_may_have_tabs() -> None:
    assert "%h\t[%t]" in words_of(LogOptions(["/a.log"], log_format="%h\t[%t]"))


@pytest.mark.parametrize("odd", ["\n", "\r", "\x0b", "\x85", "\u2028", "\u200b", "\udcff"])
def test_no_word_has_a_character_that_is_not_printed(odd: str) -> None:
    with pytest.raises(UsageError, match="cannot be written into a crontab"):
        crontab_line(LogOptions(["/a.log"], log_format=f"%h{odd}"), "/var/store")


def test_objects_and_a_cluster_are_handed_on(folder: Path) -> None:
    logs = LogOptions(["s3://logs/{date:%Y}/"], cluster="tcp://scheduler:8786")

    words = words_of(logs, listed=ListedObjects("new.txt", 3))

    assert words[4:] == [
        *("--objects", str(folder / "new.txt"), "--days", "3"),
        *("--cluster", "tcp://scheduler:8786", "s3://logs/{date:%Y}/"),
    ]
    assert words_of(LogOptions(), listed=ListedObjects("/new.txt"))[4:] == ["--objects", "/new.txt"]


@pytest.mark.parametrize(
    ("logs", "listed", "what"),
    [
        (LogOptions(), ListedObjects("-"), "name the logs"),
        (LogOptions(["/a.log"], cluster="local:none"), None, "not the address of a cluster"),
        (LogOptions(["/a.log"], cluster="sc://host:1/;token=made-up"), None, "no token"),
    ],
)
def test_what_cron_cannot_do_is_refused(
    logs: LogOptions, listed: ListedObjects | None, what: str
) -> None:
    with pytest.raises(UsageError, match=what) as error:
        crontab_line(logs, "/var/store", listed)
    assert "made-up" not in f"{error.value}{error.value.hint}"
