"""The mutants of `make mutation` are what they say, and tests that see a mistake end them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.mutation.mutants import PACKAGE, Change, changes_of
from tests.mutation.named import mutant_of
from tests.mutation.summary import SURVIVORS, Tried, interval, known_survivors, summary


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    return changes_of("rollup")


def test_a_mutant_is_one_change_of_one_function(changes: list[Change]) -> None:
    made = (change.made() for change in changes)
    mutant = next(one for one in made if one.change.count("\n") == 1 and "len(" in one.change)
    place, before, after = mutant.name.splitlines()

    assert place.startswith("rollup.py:")
    assert (before[0], after[0]) == ("-", "+")
    assert before[1:] in (PROJECT / "src/usagestats/rollup.py").read_text().splitlines()
    assert before[1:] != after[1:]
    assert (mutant.module, mutant.code().co_name) == ("usagestats.rollup", place.split(":")[1])
    assert mutant.is_seen_by_python()


def test_a_mutant_is_made_again_from_its_name(changes: list[Change]) -> None:
    for change in changes[::30]:
        made = change.made()
        again = mutant_of(made.name)
        assert again is not None
        assert (again.name, again.source.strip()) == (made.name, made.source.strip())
        assert again.lines[0] <= made.lines[1]
        assert again.code() == made.code()


def test_a_mutant_of_a_program_that_has_changed_is_none() -> None:
    assert mutant_of("rollup.py:roll_up\n-no such line\n+another") is None


def test_methods_have_the_names_of_their_classes() -> None:
    places = {change.place for change in changes_of("periods")}

    assert {"periods/clock.py:Clock.wall", "periods/range_expression.py:parse_range"} <= places


@pytest.mark.parametrize(
    ("killed", "count", "low", "high"),
    # after Wilson, computed by hand
    [(90, 100, 0.8256, 0.9448), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_of_a_share(killed: int, count: int, low: float, high: float) -> None:
    assert interval(killed, count) == pytest.approx((low, high), abs=5e-5)


def test_survivors_without_a_reason_are_listed() -> None:
    tried = [
        Tried("a.py:f\n-x\n+y", is_killed=True, by="test", seconds=1, tests=2),
        Tried("a.py:g\n-x\n+y", is_killed=False, by="survived", seconds=5, tests=3),
        Tried("a.py:h\n-x\n+y", is_killed=False, by="survived", seconds=5, tests=3),
    ]
    reasons = {"a.py:f\n-x\n+y": "once", "a.py:h\n-x\n+y": "it is the same"}
    lines = summary("a", 1, tried, reasons).splitlines()

    assert lines[:4] == ["a.py:g", "-x", "+y", "  survived, 3 tests"]
    assert lines[5:9] == ["a.py:f", "-x", "+y", "  is killed now: take it out of the survivors"]
    assert lines[-1].startswith(
        "a, seed 1: 1 of 3 killed, 33.3% (95 % interval 6.1% to 79.2%), 0 by having no end; 1 of 2 survivors have a reason"
    )


@pytest.mark.parametrize("file", sorted(SURVIVORS.glob("*.toml")), ids=lambda file: file.stem)
def test_each_known_survivor_has_a_place_and_a_reason(file: Path) -> None:
    known = known_survivors(file.stem)

    assert known
    for name, why in known.items():
        place, *change = name.splitlines()
        assert (PACKAGE / place.partition(":")[0]).is_file()
        assert {line[0] for line in change} <= {"-", "+"}
        assert why.endswith(".")


@pytest.mark.slow  # runs tests in processes of their own
def test_mutants_are_tried() -> None:
    command = [sys.executable, "-m", "tests.mutation", "rollup", "--sample", "4", "--seed", "0"]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    file = PROJECT / "build" / "mutation" / "rollup-0.jsonl"
    found = [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    assert len(found) == 4
    assert any(one["is_killed"] and one["by"].startswith("tests/test_rollup.py::") for one in found)
