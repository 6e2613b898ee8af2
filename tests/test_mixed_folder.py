"""Mixed, damaged and copied logs are counted as their maker knows it, cell by cell."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.case import Invocation
from tests.mixed_folder.folder import files_of, make_folder
from tests.mixed_folder.lines import LOG_ZONE
from tests.mixed_folder.maker import truth_of
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mixed_folder.maker import MadeFile, Truth

pytestmark = pytest.mark.slow  # some 30 files, read alone, together, and into stores

UNREADABLE = 4  # the exit code where a file is cut, or the only one and no log
UNREADABLE_ALONE = {"cut.log.gz", "notes.txt", "error.log"}
READ = ("--timezone", "UTC", "--log-timezone", LOG_ZONE)
REPORT = ("--by", "hour", "--split-by", "app,status", "--timezone", "UTC", "--format", "csv")


class Made(NamedTuple):
    folder: Path
    files: list[MadeFile]

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        outcome = run_in_process(Invocation([*arguments], self.folder))
        assert outcome.exit == exit_code, outcome.stderr
        return outcome.stdout

    def named(self, name: str) -> MadeFile:
        (found,) = (file for file in self.files if file.name == name)
        return found


@pytest.fixture(scope="module", params=[1, 2])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def made(seed: int, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("all")
    return Made(folder, make_folder(folder / "logs", files_of(seed)))


def cells(report: str) -> Truth:
    """Read a report."""
    found: Truth = {}
    for row in csv.DictReader(StringIO(report)):
        key = row["period_start"], row["application"], int(row["status"])
        assert key not in found
        found[key] = (
            int(row["requests"]),
            int(row["hits"]),
            int(row["metadata"]),
            int(row["datastore"]),
        )
    return found


def differences(found: Truth, expected: Truth) -> list[str]:
    """Return the cells that differ, as text."""
    keys = sorted({*found, *expected})
    return [
        f"{key}: {found.get(key)} is not {expected.get(key)}"
        for key in keys
        if found.get(key) != expected.get(key)
    ]


NAMES = [file.name for file in files_of(seed=0) if file.requests]


@pytest.mark.parametrize("name", NAMES)
def test_each_file_alone(made: Made, name: str) -> None:
    file = made.named(name)
    exit_code = UNREADABLE if name in UNREADABLE_ALONE else 0
    report = made.run("traffic", f"logs/{name}", *READ, *REPORT, exit_code=exit_code)

    assert not differences(cells(report), truth_of([replace(file, is_copy=False)]))


def test_the_folder_read_directly(made: Made) -> None:
    report = made.run("traffic", "logs/**", *READ, *REPORT, exit_code=UNREADABLE)

    assert not differences(cells(report), truth_of(made.files))


def test_the_folder_read_into_a_store(made: Made) -> None:
    made.run("ingest", "logs/**", *READ, "--final", "--store", "whole", exit_code=UNREADABLE)
    report = made.run("traffic", "--store", "whole", *REPORT)

    assert not differences(cells(report), truth_of(made.files))


def test_the_files_read_into_a_store_one_by_one(made: Made) -> None:
    for file in random.Random(1).sample(made.files, len(made.files)):
        exit_code = UNREADABLE if file.name in UNREADABLE_ALONE else 0
        made.run(
            "ingest",
            f"logs/{file.name}",
            *READ,
            "--final",
            "--store",
            "single",
            exit_code=exit_code,
        )
    report = made.run("traffic", "--store", "single", *REPORT)

    assert not differences(cells(report), truth_of(made.files))


def test_the_folder_read_into_a_store_while_its_files_grow(made: Made, tmp_path: Path) -> None:
    chance = random.Random(2)
    for file in made.files:
        grows = not (file.is_copy or file.name.endswith((".gz", ".bz2")))
        cut = chance.randint(0, len(file.content)) if grows else 0
        make_folder(tmp_path / "logs", [replace(file, content=file.content[:cut])])
    growing = Made(tmp_path, made.files)
    growing.run("ingest", "logs/**", *READ, "--store", "kept", "--quiet")
    make_folder(tmp_path / "logs", made.files)
    growing.run("ingest", "logs/**", *READ, "--final", "--store", "kept", exit_code=UNREADABLE)
    report = growing.run("traffic", "--store", "kept", *REPORT)

    assert not differences(cells(report), truth_of(made.files))
