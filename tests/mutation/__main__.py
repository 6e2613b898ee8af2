"""`python -m tests.mutation classify --sample 300 --seed 1`: see tests/mutation/__init__.py."""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import asdict
from itertools import islice
from math import inf
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from tests.conftest import PROJECT
from tests.mutation.mutants import changes_of
from tests.mutation.named import mutant_of
from tests.mutation.reach import measure, read_reach, tests_of
from tests.mutation.summary import Tried, known_survivors, summary
from tests.mutation.trial import Verdict, preload, verdict, with_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mutation.mutants import Mutant
    from tests.mutation.reach import Reach
    from tests.mutation.trial import CollectedTests


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("folder", help="a folder of the package, or a module such as rollup")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=int(time()))
    parser.add_argument("--again", type=Path, help="only what survived, of a file that this wrote")
    parser.add_argument("--slow", action="store_true", help="with the slow tests, too")
    parser.add_argument("--go-on", action="store_true", help="a sample that was interrupted")
    parser.add_argument("--seconds", type=float, default=inf, help="of tests for each mutant")
    parser.add_argument("--tests", nargs="*", help="files of tests, instead of all of the folder")
    options = parser.parse_args()
    preload()
    with_tests(options.tests or [tests_of(options.folder)], lambda tests: _run(tests, options))


def _run(tests: CollectedTests, options: argparse.Namespace) -> None:
    folder = PROJECT / "build" / "mutation"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{options.folder}-reach.json"
    if not options.go_on:
        measure(tests, file, has_slow=options.slow)
    reach = read_reach(file, options.seconds)
    mutants = (
        _survivors(options.again)
        if options.again
        else islice(_by_chance(options.folder, options.seed), options.sample)
    )
    name = f"{options.folder}-{'again' if options.again else options.seed}.jsonl"
    tried = _results(folder / name) if options.go_on else []
    with (folder / name).open("a" if options.go_on else "w", encoding="utf-8") as results:
        for mutant in islice(mutants, len(tried), None):
            tried.append(_tried(mutant, tests, reach))
            results.write(json.dumps(asdict(tried[-1])) + "\n")
            results.flush()
    print(summary(options.folder, options.seed, tried, known_survivors(options.folder)))


def _results(file: Path) -> list[Tried]:
    return [Tried(**json.loads(line)) for line in file.read_text("utf-8").splitlines()]


def _by_chance(folder: str, seed: int) -> Iterator[Mutant]:
    """Give the mutants of a folder in an order by chance: the first ones are a sample."""
    changes = changes_of(folder)
    random.Random(seed).shuffle(changes)
    mutants = (change.made() for change in changes)
    return (mutant for mutant in mutants if mutant.is_seen_by_python())


def _survivors(file: Path) -> Iterator[Mutant]:
    mutants = (mutant_of(one.name) for one in _results(file) if not one.is_killed)
    return filter(None, mutants)


def _tried(mutant: Mutant, tests: CollectedTests, reach: Reach) -> Tried:
    names = reach.tests(mutant)
    found = (
        verdict(mutant, tests, names, reach.usual_seconds(names))
        if names
        else Verdict(is_killed=False, by="no test runs it", seconds=0)
    )
    return Tried(mutant.name, found.is_killed, found.by, found.seconds, len(names))


if __name__ == "__main__":
    main()
