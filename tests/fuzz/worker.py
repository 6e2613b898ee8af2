"""Makes up lines and reads them twice, until its time is over: `worker KERNEL FOLDER SEED SECONDS`.

What is being read stands in `FOLDER/now.json`, in case that this process does not survive it. What is
read in two ways goes into FOLDER, made short.
"""

from __future__ import annotations

import random
import sys
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from tests.fuzz.comparing import QUESTIONS
from tests.fuzz.findings import Batch, shortened
from tests.fuzz.lines import some_lines
from tests.fuzz.sources import made_up_sources
from usagestats.logs.readers.kernel import library

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW: Final = "now.json"
_SIZES: Final = (1, 20, 60, 200, 600)
_MOST_FINDINGS: Final = 10


def batches(seed: int) -> Iterator[Batch]:
    """Give batches of lines without end; the same ones for the same seed."""
    chance = random.Random(seed)
    sources = made_up_sources()
    bare = [name for name, one in sources.items() if one.wrapper is None]
    for number in count():
        name = chance.choice([*sources]) if number % 3 == 2 else chance.choice(bare)
        lines = some_lines(chance, sources[name].seeds, chance.choice(_SIZES))
        yield Batch(name, lines, chance.randrange(len(QUESTIONS)))


def work(folder: Path, seed: int, seconds: float) -> None:
    """Read batches until the time is over, or there are enough findings."""
    end, read, findings = monotonic() + seconds, 0, 0
    for number, batch in enumerate(batches(seed)):
        batch.write(folder / NOW)
        if fault := batch.fault():
            file = shortened(batch).keep(folder)
            print(f"{file}\n{Batch.read(file).fault() or fault}", flush=True)
            findings += 1
        read += len(batch.lines)
        if monotonic() > end or findings == _MOST_FINDINGS:
            (folder / NOW).unlink()
            print(f"seed {seed}: {number + 1:,} batches, {read:,} lines, {findings} findings")
            break


def main() -> None:
    """Work with a kernel of one's own."""
    kernel, folder, seed, seconds = sys.argv[1:]
    library.FILE = Path(kernel)
    if library.kernel() is None:
        sys.exit(f"the kernel {kernel} cannot be used")
    work(Path(folder), int(seed), float(seconds))


if __name__ == "__main__":
    main()
