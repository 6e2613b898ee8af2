"""No permission: one message that names the file, the right exit code, and nothing is changed.

Where the tests are root, the command runs without the right of root to read and write everything.
"""

from __future__ import annotations

import os
from pathlib import Path
from shutil import which

import pytest

from tests.system.harness import Station, cells, lines
from tests.system.limited import Outcome, run

RIGHTS = "-dac_override,-dac_read_search,-fowner"
DENIED = "Permission denied"
NO_LOG = "no permission to read it"


@pytest.fixture
def station(tmp_path: Path) -> Station:
    if os.geteuid() == 0 and which("setpriv") is None:
        pytest.skip("root may read everything, and setpriv is not here")
    for name in ("logs", "out"):
        (tmp_path / name).mkdir()
    for name in ("one", "two"):
        (tmp_path / "logs" / f"{name}.log").write_text("".join(lines(name, 0, 700)))
    (tmp_path / "applications.csv").write_text("name,key\nfirst,one\n")
    (tmp_path / "usagestats.toml").write_text('applications = "applications.csv"\n')
    (tmp_path / "out" / "old.csv").write_text("old")
    return Station(tmp_path)


def denied(station: Station, path: str, mode: int, *arguments: str, **variables: str) -> Outcome:
    """Run the command while a file or folder has a mode."""
    around = ["setpriv", f"--bounding-set={RIGHTS}"] if os.geteuid() == 0 else []
    place = station.folder / path
    kept = place.stat().st_mode
    place.chmod(mode)
    try:
        return run(station.folder, arguments, around=around, environment=variables)
    finally:
        place.chmod(kept)


def assert_refused(outcome: Outcome, code: int, *words: str) -> None:
    assert outcome[0] == code, outcome
    assert outcome[1] == ""
    assert outcome[2].startswith("usagestats: ")
    assert "Traceback" not in outcome[2]
    assert all(word in outcome[2] for word in words), outcome[2]


@pytest.mark.parametrize(
    ("path", "arguments", "code", "reason"),
    [
        ("logs/one.log", "traffic logs", 4, NO_LOG),
        ("logs/one.log", "requests logs/one.log", 4, NO_LOG),
        ("logs/one.log", "check logs/one.log", 4, NO_LOG),
        ("logs", "traffic logs", 4, DENIED),
        ("logs/one.log", "ingest -q logs --store new", 4, DENIED),
        ("usagestats.toml", "traffic logs", 2, DENIED),
        ("usagestats.toml", "config", 2, DENIED),
        ("applications.csv", "traffic logs", 2, DENIED),
        ("applications.csv", "report logs -o out/page.html", 2, DENIED),
    ],
)
def test_what_cannot_be_read_is_named(
    station: Station, path: str, arguments: str, code: int, reason: str
) -> None:
    assert_refused(denied(station, path, 0, *arguments.split()), code, reason, path)
    assert [file.name for file in (station.folder / "out").iterdir()] == ["old.csv"]


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet", "xlsx", "html", "svg"])
def test_a_folder_for_reports_that_cannot_be_written(station: Station, suffix: str) -> None:
    report = "report" if suffix == "html" else "traffic"
    name = f"out/new.{suffix}"
    outcome = denied(station, "out", 0o500, report, "logs", "-o", name)

    assert_refused(outcome, 2, "the folder cannot be written to", name)
    assert [file.name for file in (station.folder / "out").iterdir()] == ["old.csv"]
    assert (station.folder / "out" / "old.csv").read_text() == "old"


@pytest.mark.parametrize("command", ["ingest -q logs", "store compact"])
def test_a_store_whose_commits_cannot_be_written(station: Station, command: str) -> None:
    for begin in (0, 350):
        (station.folder / "logs" / "three.log").write_text("".join(lines("three", 0, begin + 350)))
        assert station.run("ingest", "-q", "logs/three.log") == (0, "", "")
    before = station.cells()

    arguments = (*command.split(), "--store", "store")
    assert_refused(denied(station, "store/_delta_log", 0o500, *arguments), 1, DENIED)
    assert station.cells() == before
    assert station.run(*command.split()) == (0, "", "")
    assert station.run("ingest", "-q", "logs") == (0, "", "")
    assert station.by_application()["three"] == 700


@pytest.mark.parametrize("command", ["traffic", "store info", "ingest -q logs", "store compact"])
@pytest.mark.parametrize("what", ["store", "store/_delta_log", "a file"])
def test_a_store_that_cannot_be_read(station: Station, what: str, command: str) -> None:
    assert station.run("ingest", "-q", "logs/one.log") == (0, "", "")
    before = station.cells()
    files = (station.folder / "store").rglob("*.parquet")
    path = str(next(files).relative_to(station.folder)) if what == "a file" else what

    code, _, said = outcome = denied(station, path, 0, *command.split(), "--store", "store")
    assert "Traceback" not in said
    assert code != 0 or what == "a file"  # it need not be read for everything
    if code:
        assert_refused(outcome, code, DENIED)
        assert code in {1, 2}
        assert station.cells() == before


def test_no_store_can_be_made(station: Station) -> None:
    assert_refused(
        denied(station, "out", 0o500, *["ingest", "logs", "--store", "out/new"]), 1, DENIED
    )
    assert not (station.folder / "out" / "new").exists()


@pytest.mark.parametrize("mode", [0, 0o500])
def test_a_cache_without_permission_is_no_fault(station: Station, mode: int) -> None:
    (station.folder / "cache").mkdir()

    assert denied(station, "cache", mode, *["ingest", "-q", "logs", "--store", "store"]) == (
        0,
        "",
        "",
    )
    assert station.by_application() == {"one": 700, "two": 700}


def test_a_folder_for_temporary_files_without_permission(station: Station) -> None:
    arguments = ["requests", "logs", "--format", "parquet"]
    outcome = denied(station, "out", 0o500, *arguments, TMPDIR=str(station.folder / "out"))
    code, _, said = outcome

    assert "Traceback" not in said
    assert code == 0 or said.startswith("usagestats: temporary files")


def test_no_catalog_can_be_written(station: Station) -> None:
    name = "out/usagestats.toml"

    assert_refused(denied(station, "out", 0o500, "init", "logs", "-o", name), 1, DENIED, name)


def test_all_works_again(station: Station) -> None:
    denied(station, "logs/one.log", 0, *["ingest", "-q", "logs", "--store", "store"])
    assert station.run("ingest", "-q", "logs") == (0, "", "")

    (station.folder / "usagestats.toml").unlink()
    again = Station(station.folder, "second")
    assert again.run("ingest", "-q", "logs") == (0, "", "")
    assert again.cells() == cells("one", 700) + cells("two", 700)
