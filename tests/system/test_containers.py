"""Programs in containers: their numbers are alike, and each may be the first process of its own."""

from __future__ import annotations

import subprocess
import time
from shutil import which
from typing import IO, TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.system.harness import line

if TYPE_CHECKING:
    from pathlib import Path


def in_container(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the command as the first process of a namespace, as containers do."""
    unshare = which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare here")
    command = [unshare, "--pid", "--fork", "--mount-proc"]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no namespaces here")
    return subprocess.Popen(
        [*command, str(COMMAND), *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def wait_for(folder: Path, count: int) -> None:
    end = time.monotonic() + 30
    while len(names(folder)) < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def give(stdin: IO[bytes] | None, application: str, count: int) -> None:
    assert stdin is not None
    stdin.writelines(line(application, number).encode() for number in range(count))
    stdin.flush()


def test_two_containers_share_a_folder(tmp_path: Path) -> None:
    applications = ("a", "b")
    processes = {
        name: in_container(tmp_path, "requests", "-", "--output", f"{name}.csv")
        for name in applications
    }
    for name, process in processes.items():
        give(process.stdin, name, 1000)
    wait_for(tmp_path, 2)
    for process in processes.values():
        _, said = process.communicate()
        assert (process.returncode, said) == (0, b"")

    assert names(tmp_path) == ["a.csv", "b.csv"]
    for name in applications:
        header, *rows = (tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert header.startswith("source,")
        assert len(rows) == 1000
        assert all(f"app_id={name}," in row for row in rows)


@pytest.mark.parametrize(("name", "code"), [("TERM", 143), ("HUP", 129)])
def test_a_container_that_is_stopped(tmp_path: Path, name: str, code: int) -> None:
    """The system would not end the first process of a namespace by itself."""
    process = in_container(tmp_path, "requests", "-", "--output", "a.csv")
    give(process.stdin, "a", 1000)
    wait_for(tmp_path, 1)
    (child,) = subprocess.run(
        ["/bin/sh", "-c", f"cat /proc/{process.pid}/task/{process.pid}/children"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    subprocess.run(["/bin/sh", "-c", f"kill -{name} {child}"], check=True)

    _, said = process.communicate(timeout=10)

    assert (process.returncode, said) == (code, b"")
    assert names(tmp_path) == []
