"""A full disk and a folder that cannot be written: a clear error, and all stays as it was."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.system.harness import Station, cells, lines, together

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = 4 << 20


def mount(*arguments: str) -> None:
    done = subprocess.run(
        [which("mount") or "mount", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run([which("umount") or "umount", str(folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def station(tmp_path: Path) -> Station:
    write(tmp_path, "one", 5_000)
    return Station(tmp_path, "disk/store")


def write(folder: Path, application: str, count: int) -> None:
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / f"{application}.log").write_text("".join(lines(application, 0, count)))


def fill(disk: Path, *, leave: int) -> None:
    """Write to a disk until so many bytes are free."""
    status = os.statvfs(disk)
    free = status.f_bavail * status.f_frsize
    with (disk / "ballast").open("wb", buffering=0) as file:
        while free > leave and (written := file.write(b"x" * min(free - leave, 65536))):
            free -= written


def assert_clear(outcome: tuple[int, str, str]) -> None:
    code, written, said = outcome
    assert (code, written) == (1, "")
    assert said.startswith("usagestats: disk/store: ")
    assert "Traceback" not in said
    assert said.count("usagestats:") == 1
    assert len(said) < 500, said


@pytest.mark.parametrize("leave", [0, 4096, 20480])
def test_a_disk_that_becomes_full(station: Station, disk: Path, leave: int) -> None:
    assert station.run("ingest", "logs") == (0, "", "")
    one = cells("one", 5_000)
    assert station.cells() == one
    for number in range(6):
        write(station.folder, f"more{number}", 20_000)
    fill(disk, leave=leave)

    failed = station.run("ingest", "logs")
    assert_clear(failed)
    assert "No space left on device" in failed[2]
    assert station.cells() == one
    assert_clear(station.run("ingest", "logs"))
    assert station.cells() == one

    (disk / "ballast").unlink()
    assert station.run("ingest", "logs") == (0, "", "")
    more = (cells(f"more{number}", 20_000) for number in range(6))
    assert station.cells() == together([*more, one])


@pytest.mark.parametrize("command", ["ingest", "store compact"])
def test_a_disk_that_becomes_full_at_any_write(station: Station, disk: Path, command: str) -> None:
    arguments = command.split() + (["logs"] if command == "ingest" else [])
    for count in (2_000, 5_000):
        write(station.folder, "one", count)
        assert station.run("ingest", "logs") == (0, "", "")
    write(station.folder, "two", 700)
    made = {"one": 5_000, "two": 700} if command == "ingest" else {"one": 5_000}
    for leave in range(0, _SIZE, 4096):
        fill(disk, leave=leave)
        outcome = station.run(*arguments)
        (disk / "ballast").unlink()
        if outcome == (0, "", ""):
            break
        assert_clear(outcome)
        assert station.by_application() == {"one": 5_000}
    assert leave > 0
    assert station.by_application() == made


def test_a_full_disk_without_a_store(station: Station, disk: Path) -> None:
    fill(disk, leave=0)
    assert_clear(station.run("ingest", "logs"))
    code, _, said = station.run("traffic")
    assert (code, "no store is here" in said) == (2, True)

    (disk / "ballast").unlink()
    assert station.run("ingest", "logs") == (0, "", "")
    assert station.cells() == cells("one", 5_000)


@pytest.mark.parametrize("command", [["ingest", "logs"], ["store", "compact"]], ids=" ".join)
def test_a_folder_that_cannot_be_written(station: Station, disk: Path, command: list[str]) -> None:
    assert station.run("ingest", "logs") == (0, "", "")
    write(station.folder, "two", 700)
    if command[0] == "store":  # so that rows are there to be added up
        with (station.folder / "logs" / "one.log").open("a") as file:
            file.writelines(lines("one", 4_990, 5_000))
        assert station.run("ingest", "logs/one.log") == (0, "", "")
    before = station.cells()
    mount("-o", "remount,ro", str(disk))

    failed = station.run(*command)
    assert_clear(failed)
    assert "Read-only file system" in failed[2]
    assert station.cells() == before
    if command[0] == "ingest":
        # what is counted is known even so
        assert station.run("ingest", "logs/one.log") == (0, "", "")

    mount("-o", "remount,rw", str(disk))
    assert station.run(*command) == (0, "", "")
    assert station.run("ingest", "logs") == (0, "", "")
    assert station.by_application()["two"] == 700


def test_no_store_where_nothing_can_be_written(station: Station, disk: Path) -> None:
    mount("-o", "remount,ro", str(disk))
    assert_clear(station.run("ingest", "logs"))
    assert list(disk.iterdir()) == []


FULL = "cannot be written: No space left on device"


def run(folder: Path, line: str, **environment: str) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} {line}"],
        cwd=folder,
        env=ENVIRONMENT | environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "ballast"}


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("leave", [0, 4096, 262_144])
@pytest.mark.parametrize("report", ["requests", "formats"])
def test_standard_output_on_a_full_disk(
    station: Station, disk: Path, report: str, leave: int, unbuffered: str
) -> None:
    (disk / "out").touch()
    fill(disk, leave=leave)
    logs = "logs" if report == "requests" else ""
    code, said = run(station.folder, f"{report} {logs} > disk/out", PYTHONUNBUFFERED=unbuffered)
    if (report, leave) == ("formats", 262_144):  # there is room for it
        assert (code, said) == (0, "")
    else:
        assert (code, said) == (1, f"usagestats: standard output: {FULL}\n")
        assert (disk / "out").stat().st_size == leave


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet", "xlsx"])
def test_an_old_report_survives_a_full_disk(station: Station, disk: Path, suffix: str) -> None:
    (disk / f"a.{suffix}").write_bytes(b"old")
    fill(disk, leave=8192)
    name = f"disk/a.{suffix}"

    assert run(station.folder, f"requests logs --output {name}") == (
        1,
        f"usagestats: --output: {name}: {FULL}\n",
    )
    assert contents(disk) == {f"a.{suffix}": b"old"}


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("report logs", "page.html"),
        ("report logs", "book.xlsx"),
        ("report logs --for-each application", "page-{application}.html"),
        ("traffic logs", "chart.svg"),
        ("traffic logs", "chart.png"),
    ],
)
def test_an_old_page_or_picture_survives_a_full_disk(
    station: Station, disk: Path, command: str, name: str
) -> None:
    written = name.format(application="one")
    (disk / written).write_bytes(b"old")
    fill(disk, leave=0)

    code, said = run(station.folder, f"{command} --output 'disk/{name}'")
    assert (code, said) == (1, f"usagestats: --output: disk/{written}: {FULL}\n")
    assert contents(disk) == {written: b"old"}

    (disk / "ballast").unlink()
    assert run(station.folder, f"{command} --output 'disk/{name}'") == (0, "")
    assert len(contents(disk)[written]) > 1000


def test_half_a_catalog_is_not_left_on_a_full_disk(station: Station, disk: Path) -> None:
    fill(disk, leave=4096)  # enough for applications.csv, or for nothing

    code, said = run(station.folder, "init logs --output disk/usagestats.toml")
    assert (code, said.endswith(f": {FULL}\n"), said.count("\n")) == (1, True, 1)
    assert contents(disk) == {}


@pytest.mark.parametrize(
    "line",
    [
        "requests logs --output 'a-{range}.csv'",
        "requests logs --format parquet",
        "requests logs --format xlsx",
        "ingest - --store store < logs/one.log",
    ],
)
def test_no_room_for_temporary_files(station: Station, disk: Path, line: str) -> None:
    write(station.folder, "more", 20_000)  # what is small stays in memory
    fill(disk, leave=4096)  # where nothing is left, Python takes another folder
    before = {path.name for path in station.folder.iterdir()}
    code, said = run(station.folder, f"{line} > out", TMPDIR=str(disk))
    made = {path.name for path in station.folder.iterdir()} - before
    hint = "  help: set TMPDIR to a folder with more room\n"

    assert (code, said) == (1, f"usagestats: temporary files: {FULL}\n{hint}")
    assert contents(disk) == {}
    assert made <= {"out", "store"}


def test_a_cache_on_a_full_disk_is_no_fault(station: Station, disk: Path) -> None:
    fill(disk, leave=0)
    line = "ingest logs --store store"

    assert run(station.folder, line, XDG_CACHE_HOME=str(disk / "cache")) == (0, "")
    assert not any(path.is_file() for path in (disk / "cache").rglob("*"))
