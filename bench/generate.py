"""Write an access log for measurements: combined, with the key in the query. Deterministic.

    python bench/generate.py 1000000 bench/data/1m.log

400 applications whose shares follow a long tail, many distinct paths, a working-day rhythm around
20 requests a second, the usual verbs and statuses, and two in a hundred lines with escapes.
"""

from __future__ import annotations

import argparse
import math
import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATIONS = 400
MEAN_PER_SECOND = 20
BEGIN = datetime(2026, 5, 4, tzinfo=UTC)
_AGENTS = (
    "python-requests/2.32.3",
    "okhttp/4.12.0",
    "curl/8.5.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari",
    "Apache-HttpClient/4.5.14 (Java/17.0.10)",
)
_VERBS = ("GET",) * 78 + ("POST",) * 15 + ("PUT",) * 3 + ("DELETE",) * 2 + ("HEAD", "OPTIONS")
_STATUSES = (
    ("200",) * 84 + ("201",) * 4 + ("304",) * 4 + ("404",) * 4 + ("403", "429", "500", "503")
)
COLLECTIONS = ("datasets", "organizations", "resources", "groups", "tags", "search", "files")
_BATCH = 10_000


def lines(
    count: int,
    seed: int = 2026,
    per_second: float = MEAN_PER_SECOND,
    applications: int = APPLICATIONS,
) -> Iterator[str]:
    """Give `count` lines in order of time, so many of them in a second of the mean."""
    chance = random.Random(seed)
    known = _keys(chance, applications)
    weights = list(accumulate(1 / (rank + 1) for rank in range(applications)))
    second, due = 0, 0.0
    for begin in range(0, count, _BATCH):
        size = min(_BATCH, count - begin)
        chosen = chance.choices(known, cum_weights=weights, k=size)
        verbs = chance.choices(_VERBS, k=size)
        statuses = chance.choices(_STATUSES, k=size)
        agents = chance.choices(_AGENTS, k=size)
        for key, verb, status, agent in zip(chosen, verbs, statuses, agents, strict=True):
            while due < 1:
                second += 1
                due += _rate(second, per_second)
            due -= 1
            noise = chance.getrandbits(52)
            outcome = f'{status} {noise >> 30 & 0xFFFF} "-" "{agent}"'
            yield _line(noise, second, verb, key, outcome)


def keys(seed: int = 2026) -> list[str]:
    """Return the keys of the applications, the busiest first."""
    return _keys(random.Random(seed))


def _keys(chance: random.Random, count: int = APPLICATIONS) -> list[str]:
    return [f"{chance.getrandbits(128):032x}" for _ in range(count)]


def _rate(second: int, per_second: float) -> float:
    """Return the requests of a second: more by day than by night, fewer at the weekend."""
    hour = second / 3600
    day = 0.55 + 0.45 * math.sin((hour % 24 - 8) / 24 * 2 * math.pi)
    weekend = 0.5 if (hour // 24) % 7 >= 5 else 1.0
    return per_second * day * weekend * 2


def _line(noise: int, second: int, verb: str, key: str, outcome: str) -> str:
    time = BEGIN + timedelta(seconds=second)
    collection = COLLECTIONS[(noise >> 22) % len(COLLECTIONS)]
    escape = r"&q=\x22caf\xC3\xA9\x22" if noise % 50 == 0 else ""
    return (
        f"10.{noise & 63}.{noise >> 6 & 255}.{noise >> 14 & 255} - - "
        f"[{time:%d/%b/%Y:%H:%M:%S} +0000] "
        f'"{verb} /v1/{collection}/{noise >> 25 & 0xFFFFF}'
        f'?user_key={key}&limit={noise & 127}{escape} HTTP/1.1" {outcome}\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--days", type=float, help="spread the lines over so many days")
    options = parser.parse_args()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    with options.file.open("w", encoding="ascii", newline="\n") as file:
        per_second = options.count / options.days / 86400 if options.days else MEAN_PER_SECOND
        file.writelines(lines(options.count, per_second=per_second))


if __name__ == "__main__":
    main()
