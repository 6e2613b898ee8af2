"""`python -m tests.fuzz --minutes 10 --seed 1`: makes up lines and texts in several processes.

`python -m tests.fuzz FILE …` reads again what was found, in the kernel of this installation.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, time
from typing import TYPE_CHECKING, Final

from tests.conftest import PROJECT
from tests.fuzz import findings
from tests.fuzz.sanitized import sanitized
from tests.fuzz.worker import NOW

if TYPE_CHECKING:
    from tests.fuzz.sanitized import Sanitized

CORPUS: Final = Path(__file__).with_name("corpus")
_FURTHER: Final = 1000
"""What is added to the seed of a worker for the one after it."""


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time()))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if options.files:
        sys.exit(1 if _read_again(options.files) else 0)
    folder = Path(mkdtemp(prefix="usagestats-fuzz-"))
    kernel = sanitized(folder)
    if kernel is None:
        sys.exit("no compiler here has the address sanitizer: install gcc or clang")
    end = monotonic() + 60 * options.minutes
    print(f"seed {options.seed}, {options.minutes:g} minutes, {options.jobs} processes", flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        jobs = [
            pool.submit(_job, kernel, folder / str(job), options.seed + job, end)
            for job in range(options.jobs)
        ]
    found = [file for job in jobs for file in job.result()]
    for file in found:
        shutil.copy(file, CORPUS)
        print(f"kept as {CORPUS / file.name}: mend the fault, and keep the file")
    shutil.rmtree(folder)
    sys.exit(1 if found else 0)


def _read_again(files: list[Path]) -> int:
    faults = [fault for file in files if (fault := findings.read(file).fault())]
    print(*faults, f"{len(faults)} of {len(files)} have a fault", sep="\n")
    return len(faults)


def _job(kernel: Sanitized, folder: Path, seed: int, end: float) -> list[Path]:
    """Let one worker after another work until the end; return the files of what they found."""
    folder.mkdir()
    while monotonic() < end:
        command = [str(kernel.library), str(folder), str(seed), str(max(1, end - monotonic()))]
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.worker", *command],
            env=kernel.environment,
            cwd=PROJECT,
            check=False,
        )
        seed += _FURTHER
        now = folder / NOW
        if not now.exists():
            done.check_returncode()  # it has not even begun
            continue
        file = findings.keep(findings.read(now), folder)
        now.unlink()
        print(f"{file}\nthe process ended with {done.returncode}", flush=True)
    return sorted(folder.glob("*.json"))


if __name__ == "__main__":
    main()
