"""A full disk and a folder that cannot be written: a clear error, and the store stays as it was."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

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
    assert (code, written) == (2, "")
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
