"""The checks before a file is written; `test_output` has its name and how it is replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from usagestats.cli.console.output_file import check_folder, refuse_logs
from usagestats.errors import UsageError


def test_a_file_that_is_one_of_the_logs_is_refused_by_any_name(tmp_path: Path) -> None:
    log, link = tmp_path / "a.log", tmp_path / "link.csv"
    log.write_bytes(b"x")
    link.symlink_to(log)
    for path in (log, link, tmp_path / "." / "a.log"):
        with pytest.raises(UsageError, match="is one of the logs to read"):
            refuse_logs(path, [tmp_path / "gone.log", log])


def test_another_file_is_no_log(tmp_path: Path) -> None:
    log, other = tmp_path / "a.log", tmp_path / "other.csv"
    log.write_bytes(b"x")
    other.write_bytes(b"x")

    refuse_logs(other, [log])
    refuse_logs(tmp_path / "new.csv", [log, tmp_path / "gone.log"])


def test_a_new_or_an_old_file_in_a_folder_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "old.csv").touch()

    check_folder(tmp_path / "old.csv")
    check_folder(tmp_path / "new.csv")


def test_a_folder_and_a_file_in_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        check_folder(tmp_path)
    with pytest.raises(UsageError, match=f"no such folder: {tmp_path / 'none'}"):
        check_folder(tmp_path / "none" / "a.csv")


def test_a_place_that_cannot_be_looked_at_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_path: Path) -> bool:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "is_dir", fail)
        with pytest.raises(UsageError, match="cannot be written: Permission denied"):
            check_folder(Path("a.csv"))
