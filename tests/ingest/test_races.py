"""Changes of a file at the worst moment: between two looks of `ingest` at it.

The command is run with a hook in one of its functions, which does to the files what logrotate, a
compressor or another `ingest` would.
"""

from __future__ import annotations

import gzip
import sys
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest

from tests.case import COMMAND
from tests.ingest.shop import LONG_AFTERWARDS
from tests.system.harness import Station, lines
from usagestats.store import upkeep
from usagestats.store.table import ConflictError, StoreTable
from usagestats.store.upkeep import merge_when_many

pytestmark = pytest.mark.slow  # every step is a process

AFTER_RECOGNITION = """
import os, shutil
import usagestats.ingest.continued_source as module
recognise = module.recognise

def hooked(source, known):
    found = recognise(source, known)
    happen(source.path)
    return found

module.recognise = hooked
"""
RUN = """
from usagestats.cli.main import main
main()
"""


def station(folder: Path, hook: str) -> Station:
    return Station(folder, program=(sys.executable, "-c", dedent(hook) + RUN))


def write(path: Path, application: str, begin: int, end: int) -> None:
    path.write_text("".join(lines(application, begin, end)), encoding="ascii")


def test_a_rotation_between_recognition_and_reading(tmp_path: Path) -> None:
    write(tmp_path / "access.log", "new", 1000, 2000)
    write(tmp_path / "access.log.1", "old", 0, 1000)
    hook = """
    def happen(path):
        if path.name == "access.log.1" and not os.path.exists("access.log.2"):
            os.rename("access.log.1", "access.log.2")
            os.rename("access.log", "access.log.1")
            open("access.log", "w").close()
    """
    code, _, said = station(tmp_path, AFTER_RECOGNITION + dedent(hook)).run("ingest", "access.log*")
    assert (code, said) == (0, "")
    assert Station(tmp_path).run("ingest", "access.log*") == (0, "", "")
    assert Station(tmp_path).by_application() == {"new": 1000, "old": 1000}


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("size", [0, 1000])
def test_a_copy_that_goes_on_between_recognition_and_reading(
    tmp_path: Path, suffix: str, size: int
) -> None:
    write(tmp_path / "access.log", "one", 0, 1000)
    assert Station(tmp_path).run("ingest", "access.log") == (0, "", "")
    whole = (tmp_path / "access.log").read_bytes()
    copy = gzip.compress(whole) if suffix else whole
    (tmp_path / "whole").write_bytes(copy)
    (tmp_path / f"access.log.1{suffix}").write_bytes(copy[:size])
    hook = """
    def happen(path):
        if path.name.startswith("access.log.1"):
            shutil.copy("whole", path)
    """
    code, _, said = station(tmp_path, AFTER_RECOGNITION + dedent(hook)).run("ingest", "access.log*")
    assert (code, said) == (0, "")
    assert Station(tmp_path).run("ingest", "access.log*") == (0, "", "")
    assert Station(tmp_path).by_application() == {"one": 1000}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_copy_that_is_short_yet(tmp_path: Path, suffix: str) -> None:
    write(tmp_path / "access.log", "one", 0, 1000)
    assert Station(tmp_path).run("ingest", "access.log") == (0, "", "")
    whole = (tmp_path / "access.log").read_bytes()
    copy = gzip.compress(whole) if suffix else whole
    outcomes = []
    for size in (0, 5, 100, 700, 2000, 5000, len(copy)):
        (tmp_path / f"access.log.1{suffix}").write_bytes(copy[:size])
        outcomes.append(Station(tmp_path).run("ingest", "access.log*"))
    assert Station(tmp_path).by_application() == {"one": 1000}
    assert set(outcomes) == {(0, "", "")}


def test_a_store_that_somebody_else_makes_meanwhile(tmp_path: Path) -> None:
    write(tmp_path / "access.log", "one", 0, 1000)
    hook = f"""
    import subprocess
    import usagestats.store.table as module
    refuse = module.refuse_other_files

    def hooked(location):
        command = ["{COMMAND}", "ingest", "access.log", "--store", location]
        subprocess.run(command, check=True)
        refuse(location)

    module.refuse_other_files = hooked
    """
    assert station(tmp_path, hook).run("ingest", "access.log") == (0, "", "")
    assert Station(tmp_path).by_application() == {"one": 1000}


def test_a_file_that_is_gone_between_the_glob_and_the_look_at_it(tmp_path: Path) -> None:
    write(tmp_path / "access.log", "new", 1000, 2000)
    write(tmp_path / "access.log.1", "old", 0, 1000)
    hook = """
    import os
    import usagestats.logs.files.sources as module
    identity = module._identity

    def hooked(source):
        if source.path.name == "access.log.1":
            os.rename("access.log.1", "access.log.2")
        return identity(source)

    module._identity = hooked
    """
    assert station(tmp_path, hook).run("ingest", "access.log*") == (0, "", "")
    assert Station(tmp_path).run("ingest", "access.log*") == (0, "", "")
    assert Station(tmp_path).by_application() == {"new": 1000, "old": 1000}


def test_files_that_are_merged_by_two_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_MANY_FILES", 2)
    for turn in range(4):
        with (tmp_path / "access.log").open("a", encoding="ascii") as file:
            file.writelines(lines("one", 100 * turn, 100 * turn + 100))
        assert Station(tmp_path).run("ingest", "access.log") == (0, "", "")
    both = [StoreTable.open(str(tmp_path / "store")) for _ in range(2)]
    for table in both:
        with suppress(ConflictError):
            merge_when_many(table, LONG_AFTERWARDS)
    assert Station(tmp_path).by_application() == {"one": 400}
