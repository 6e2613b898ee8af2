from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import pytest

from usagestats import unfinished_files as module
from usagestats.errors import UsageStatsError
from usagestats.unfinished_files import (
    remove_all_unfinished,
    replace_file,
    unfinished_files,
    with_named_failures,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_two_who_write_the_same_file_never_mix(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"

    def slow() -> Iterator[bytes]:
        yield b"first, "
        replace_file(target, [b"second"])
        assert target.read_bytes() == b"second"
        yield b"first"

    replace_file(target, slow())

    assert contents(tmp_path) == {"a.csv": b"first, first"}


def test_two_files_in_one_folder_have_drafts_of_their_own(tmp_path: Path) -> None:
    def slow() -> Iterator[bytes]:
        yield b"one, "
        replace_file(tmp_path / "b.csv", [b"two"])
        yield b"one"

    replace_file(tmp_path / "a.csv", slow())

    assert contents(tmp_path) == {"a.csv": b"one, one", "b.csv": b"two"}


@pytest.mark.parametrize("leads_to", ["secret", "nowhere"])
def test_a_link_in_the_place_of_a_draft_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leads_to: str
) -> None:
    (tmp_path / "secret").write_bytes(b"other")
    monkeypatch.setattr(os, "urandom", bytes)
    (tmp_path / ".usagestats-0000000000000000.draft").symlink_to(tmp_path / leads_to)
    with pytest.raises(FileExistsError):
        replace_file(tmp_path / "a.csv", [b"new"])

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".usagestats-0000000000000000.draft",
        "secret",
    ]
    assert (tmp_path / "secret").read_bytes() == b"other"


def test_names_of_drafts_are_not_foreseen(tmp_path: Path) -> None:
    names: set[str] = set()

    def noted() -> Iterator[bytes]:
        names.update(path.name for path in tmp_path.glob(".*"))
        yield b""

    for _ in range(3):
        replace_file(tmp_path / "a.csv", noted())

    assert len(names) == 3


@pytest.mark.parametrize(("umask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_of_any_new_file(
    tmp_path: Path, umask: int, expected: int
) -> None:
    before = os.umask(umask)
    try:
        replace_file(tmp_path / "a.csv", [b"new"])
    finally:
        os.umask(before)

    assert permissions(tmp_path / "a.csv") == expected


@pytest.mark.parametrize("expected", [0o600, 0o640, 0o664, 0o755])
def test_permissions_of_the_old_file_stay(tmp_path: Path, expected: int) -> None:
    target = tmp_path / "a.csv"
    target.touch()
    target.chmod(expected)
    replace_file(target, [b"new"])

    assert permissions(target) == expected


def test_a_draft_is_as_private_as_the_file_that_it_replaces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.touch(0o600)
    found: list[int] = []
    made = module.UnfinishedFiles.create

    def watched(files: module.UnfinishedFiles, path: Path, permissions_: int) -> object:
        file = made(files, path, permissions_)
        found.append(permissions(path))
        return file

    def pieces() -> Iterator[bytes]:
        found.extend(permissions(path) for path in tmp_path.glob(".*"))
        yield b"new"

    monkeypatch.setattr(module.UnfinishedFiles, "create", watched)
    replace_file(target, pieces())

    assert found == [0o600, 0o600]


def test_the_owner_of_the_old_file_stays(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives files to others")
    target = tmp_path / "a.csv"
    target.touch()
    os.chown(target, 1234, 4321)
    replace_file(target, [b"new"])

    assert (target.stat().st_uid, target.stat().st_gid) == (1234, 4321)


@pytest.mark.parametrize("error", [OSError(errno.EDQUOT, "x"), KeyboardInterrupt()])
def test_after_an_error_the_old_file_is_there_and_nothing_else(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")

    def failing() -> Iterator[bytes]:
        yield b"n"
        raise error

    with pytest.raises(type(error)):
        replace_file(target, failing())

    assert contents(tmp_path) == {"a.csv": b"old"}


def test_a_disk_that_notices_late_that_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replace_file(target, [b"new"])

    assert contents(tmp_path) == {"a.csv": b"old"}


def test_what_is_there_is_neither_opened_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"other")
    with pytest.raises(FileExistsError), unfinished_files() as files:
        files.create(tmp_path / "a")

    assert contents(tmp_path) == {"a": b"other"}


def test_only_what_is_kept_stays(tmp_path: Path) -> None:
    with unfinished_files() as files:
        files.create(tmp_path / "a").close()
        files.keep()
        files.create(tmp_path / "b").close()

    assert contents(tmp_path) == {"a": b""}


def test_temporary_files_are_private_and_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with unfinished_files() as files:
        path, file = files.create_temporary()
        file.close()
        folder = files.create_temporary_folder()
        (folder / "a").touch()

        assert {path.parent, folder.parent} == {tmp_path}
        assert (permissions(path), permissions(folder)) == (0o600, 0o700)

    assert contents(tmp_path) == {}


def test_the_end_of_the_process_removes_what_is_unfinished_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_lock", Lock())  # it is never let go
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(module, "_unfinished", set())
    kept, going = module.UnfinishedFiles(), module.UnfinishedFiles()
    kept.create(tmp_path / "kept").close()
    kept.keep()
    going.create(tmp_path / "a").close()
    (going.create_temporary_folder() / "b").touch()
    remove_all_unfinished()

    assert contents(tmp_path) == {"kept": b""}


def test_failures_of_temporary_files_are_told() -> None:
    with pytest.raises(UsageStatsError) as caught, with_named_failures():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert str(caught.value) == (
        "usagestats: temporary files: cannot be written: No space left on device\n"
        "  help: set TMPDIR to a folder with more room"
    )
