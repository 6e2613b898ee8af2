"""Makes up lines and texts and reads them, until its time is over: `worker KERNEL FOLDER SEED SECONDS`.

What is being read stands in `FOLDER/now.json`, in case that this process does not survive it. What is
read in a wrong way goes into FOLDER, made short.
"""

from __future__ import annotations

import random
import signal
import sys
from collections import Counter
from itertools import count, cycle, islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from tests.fuzz.comparing import QUESTIONS
from tests.fuzz.findings import Batch, Finding, Mixed, Text, keep, shortened, write
from tests.fuzz.lines import changed, some_lines
from tests.fuzz.sources import made_up_sources
from tests.fuzz.texts import kinds
from usagestats.logs.readers.kernel import library

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW: Final = "now.json"
_SIZES: Final = (1, 20, 60, 200, 600)
_MOST_FINDINGS: Final = 10
_LONGEST: Final = 120
"""The seconds after which the reading of a batch or a text is a finding, too."""


def findings(seed: int) -> Iterator[Finding]:
    """Give batches of lines, and lines for the sieve and a text of each kind between, without end."""
    lines, mixed, given = batches(seed), mixtures(seed), texts(seed)
    while True:
        yield next(lines)
        yield next(mixed)
        yield from islice(given, len(kinds()))


def texts(seed: int) -> Iterator[Text]:
    """Give changed texts without end, the kinds in turns; the same ones for the same seed."""
    chance = random.Random(seed)
    for name, kind in cycle(kinds().items()):
        text = chance.choice(kind.seeds)
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            text = changed(chance, text, kind.seeds, kind.pieces)
        yield Text(name, text)


def mixtures(seed: int) -> Iterator[Mixed]:
    """Give lines of all formats together without end; the same ones for the same seed."""
    chance = random.Random(seed)
    seeds = [
        line for one in made_up_sources().values() if one.wrapper is None for line in one.seeds
    ]
    while True:
        yield Mixed(some_lines(chance, seeds, chance.choice(_SIZES[:-1])))


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
    """Read lines and texts until the time is over, or there are enough findings."""
    end, read, found = monotonic() + seconds, Counter[str](), 0
    for one in findings(seed):
        write(one, folder / NOW)
        signal.alarm(_LONGEST)  # the process ends, and the file stays
        if fault := one.fault():
            signal.alarm(0)
            short = shortened(one)
            file = keep(short, folder)
            print(f"{file}\n{short.fault() or fault}", flush=True)
            found += 1
        read["texts" if isinstance(one, Text) else "batches"] += 1
        read["lines"] += 0 if isinstance(one, Text) else len(one.lines)
        if monotonic() > end or found == _MOST_FINDINGS:
            signal.alarm(0)
            (folder / NOW).unlink()
            counts = ", ".join(f"{read[what]:,} {what}" for what in ("batches", "lines", "texts"))
            print(f"seed {seed}: {counts}, {found} findings")
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
