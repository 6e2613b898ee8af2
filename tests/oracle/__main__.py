"""Compare many cases: python -m tests.oracle CASES SEED FOLDER.

A case that fails is made smaller, and written into a folder of its own with the command.
"""

from __future__ import annotations

import shlex
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tests.oracle.comparison import Tally, compared
from tests.oracle.made.cases import made_case
from tests.oracle.shrinking import Shrinker

if TYPE_CHECKING:
    from tests.oracle.comparison import Difference
    from tests.oracle.made.cases import Case


def main(cases: int, first_seed: int, folder: Path) -> int:
    """Return how many cases fail."""
    tally = Tally()
    failed = 0
    for seed in range(first_seed, first_seed + cases):
        case = made_case(seed)
        found = differences(case, tally)
        if found:
            failed += 1
            say(f"seed {seed}: {shlex.join(found[0].command)}\n  {found[0].explanation}")
            place = folder / f"seed-{seed}"
            smallest = shrunk(case, found[0])
            keep(smallest, place)
            say(f"  the smallest case is in {place}")
    seconds = time.process_time()
    say(
        f"seeds {first_seed} to {first_seed + cases - 1}: {failed} failed; {tally.commands:,}"
        f" commands, {tally.cells:,} cells compared in {seconds:.0f} s of processor time"
    )
    return failed


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def differences(case: Case, tally: Tally) -> list[Difference]:
    with tempfile.TemporaryDirectory() as folder:
        return compared(case, Path(folder) / "case", tally)


def shrunk(case: Case, difference: Difference) -> Case:
    """Return the smallest case with a difference of the same kind."""
    is_refusal = difference.explanation.startswith("exit")

    def fails(one: Case) -> bool:
        found = differences(one, Tally())
        return any(other.explanation.startswith("exit") == is_refusal for other in found)

    return Shrinker(fails).smallest(replace(case, questions=(difference.question,)))


def keep(case: Case, place: Path) -> None:
    """Write a case with its command, and what differs."""
    shutil.rmtree(place, ignore_errors=True)
    found = compared(case, place, Tally())
    text = [f"export USAGESTATS_NOW={case.now.isoformat()} TZ=UTC"]
    for one in found:
        text += [shlex.join(["usagestats", *one.command]), f"# {one.explanation}"]
    lines = "\n".join(text).replace("\n  ", "\n#   ")
    (place / "command.sh").write_text(f"{lines}\n", encoding="utf-8")


if __name__ == "__main__":
    count, begin, where = sys.argv[1:]
    sys.exit(bool(main(int(count), int(begin), Path(where))))
