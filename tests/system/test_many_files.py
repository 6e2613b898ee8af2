"""Many files, of which some are compressed, where a process may open only a few at a time."""

from __future__ import annotations

import gzip
import resource
import subprocess
from itertools import islice
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.system.harness import Station, lines

FILES = 300
LINES = 20
OPEN_FILES = 64


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir()
    given = lines("app", 0, FILES * LINES)
    for number in range(FILES):
        content = "".join(islice(given, LINES)).encode()
        path = folder / f"a-{number:04}.log"
        path.write_bytes(gzip.compress(content) if number % 3 == 0 else content)
    return folder


def run_with_few_files(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(COMMAND), *arguments],
        cwd=folder,
        env=ENVIRONMENT | {"XDG_CACHE_HOME": str(folder / "cache")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_report_on_many_files(tmp_path: Path, logs: Path) -> None:
    report = run_with_few_files(tmp_path, "traffic", "--by", "all", logs.name)

    assert f",{FILES * LINES},{FILES * LINES}," in report


def test_an_ingest_of_many_files(tmp_path: Path, logs: Path) -> None:
    run_with_few_files(tmp_path, "ingest", "-q", logs.name, "--store", "store")

    assert Station(tmp_path).by_application() == {"app": FILES * LINES}
