from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT


def run(line: str, folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["/bin/sh", "-c", f"{COMMAND} {line}"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("options", ["--schema", "--output -"])
def test_a_full_device_is_an_error(tmp_path: Path, options: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    what = "cannot be written: No space left on device"

    actual = run(f"init {options} > /dev/full", tmp_path)

    assert actual == (1, f"usagestats: standard output: {what}\n")


@pytest.mark.parametrize("options", ["--schema", "--output -"])
def test_a_closed_output_is_an_error(tmp_path: Path, options: str) -> None:
    actual = run(f"init {options} >&-", tmp_path)

    assert actual == (1, "usagestats: standard output: is closed\n")


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    actual = run("init --schema | true", tmp_path)

    assert actual == (0, "")
