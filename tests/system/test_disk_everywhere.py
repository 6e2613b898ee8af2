"""A full disk below each output of each command: standard output, files, temporary files, stores."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.system.every_command import (
    CHANGING,
    INTO_FILES,
    OF_LOGS,
    OF_STORE,
    assert_said_once,
    furnished,
)
from tests.system.limited import run
from tests.system.test_disk import FULL, contents, fill, mount, small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.system.harness import Station

STEPS = (0, 4096, 8192, 16384, 32768, 65536, 131_072, 262_144, 524_288, 1 << 20)
LIMIT_CROSSED = 3  # the exit code
EXPORT = "store export --store store"
IMPORT = "store import old.csv"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    return furnished(tmp_path_factory.mktemp("everywhere"))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.mark.parametrize("leave", [0, 4096])
@pytest.mark.parametrize("command", [*OF_LOGS, *OF_STORE])
def test_standard_output(station: Station, disk: Path, command: str, leave: int) -> None:
    fill(disk, leave=leave)
    with (disk / "out").open("wb") as file:
        code, _, said = run(station.folder, command.split(), output=file)
    written = (disk / "out").stat().st_size
    if code in {0, LIMIT_CROSSED}:  # there was room for all
        assert 0 < written < leave
    else:
        assert (code, said) == (1, f"usagestats: standard output: {FULL}\n")
        assert written == leave


@pytest.mark.parametrize("command", INTO_FILES)
def test_a_file(station: Station, disk: Path, command: str) -> None:
    name = f"a.{command.rpartition('.')[2]}"
    place = disk / name
    arguments = [*command.split()[:-1], str(place)]
    is_replaced = not command.startswith("init")  # which refuses to replace a catalog
    for leave in STEPS:
        if is_replaced:
            place.write_bytes(b"old")
        fill(disk, leave=leave)
        outcome = run(station.folder, arguments)
        (disk / "ballast").unlink()
        if outcome[0] == 0:
            break
        beside = disk / "applications.csv"
        assert outcome in {
            (1, "", f"usagestats: --output: {place}: {FULL}\n"),
            *(
                ()
                if is_replaced
                else ((1, "", f"usagestats: {one}: {FULL}\n") for one in (place, beside))
            ),
        }
        assert contents(disk) == ({name: b"old"} if is_replaced else {})
    assert leave
    assert {*contents(disk)} == {name, *(() if is_replaced else ("applications.csv",))}
    whole = place.stat().st_size
    for file in disk.iterdir():
        file.unlink()
    assert run(station.folder, arguments)[0] == 0
    assert abs(place.stat().st_size - whole) <= whole // 50  # the time of writing is in it


@pytest.mark.parametrize("command", INTO_FILES)
def test_temporary_files(station: Station, disk: Path, command: str) -> None:
    fill(disk, leave=4096)  # where nothing is left, Python takes another folder
    outcome = run(station.folder, command.split(), environment={"TMPDIR": str(disk)})

    assert contents(disk) == {}
    if outcome[0]:
        assert_said_once(outcome, 1)
        assert "temporary files" in outcome[2]


@pytest.mark.parametrize("command", CHANGING)
def test_a_store(tmp_path: Path, disk: Path, command: str) -> None:
    furnished(tmp_path)
    shutil.copytree(tmp_path / "store", tmp_path / "kept")
    before = run(tmp_path, EXPORT.split())
    for leave in STEPS:
        shutil.rmtree(disk / "store", ignore_errors=True)
        shutil.copytree(tmp_path / "kept", disk / "store")
        fill(disk, leave=leave)
        outcome = run(tmp_path, [*command.split(), "--store", "disk/store"])
        (disk / "ballast").unlink()
        if outcome[0] == 0:
            break
        assert_said_once(outcome, 1)
        assert outcome[2].startswith("usagestats: disk/store: ")
        assert "No space left on device" in outcome[2]
        if "--application" not in command:  # which makes several commits, and is repeated
            assert run(tmp_path, [*EXPORT.split(), "--store", "disk/store"]) == before
    assert leave
    assert run(tmp_path, [*command.split(), "--store", "store"]) == outcome
    after = run(tmp_path, [*EXPORT.split(), "--store", "store"])
    assert after == run(tmp_path, [*EXPORT.split(), "--store", "disk/store"])
    assert after != before or command in {"store compact", IMPORT}  # no imported usage in it


@pytest.mark.parametrize("command", [*OF_STORE, *INTO_FILES, *CHANGING])
def test_a_read_only_disk(tmp_path: Path, disk: Path, command: str) -> None:
    furnished(tmp_path)
    shutil.copytree(tmp_path, disk, dirs_exist_ok=True, ignore=lambda *_: ["disk"])
    arguments = [*command.split(), *(["--store", "store"] if command in CHANGING else [])]
    expected = run(tmp_path, arguments)
    mount("-o", "remount,ro", str(disk))
    outcome = run(disk, arguments)
    if command in OF_STORE:
        assert outcome == expected
    else:
        assert_said_once(outcome, 1, 2)
        assert "Read-only file system" in outcome[2] or "cannot be written to" in outcome[2]
