"""Makes up requests, and changes lines by chance."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.mixed_folder.lines import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Line = Callable[[Request], str]
    """Writes a request as one line of a format."""

Requests = tuple[Request, ...]

Truth = dict[tuple[str, str, int], tuple[int, int, int, int]]
"""Requests, hits, `metadata` and `datastore` by hour in UTC, application and status."""

FOREIGN = (
    "2026-10-23 10:00:01,123 INFO worker: job 17 done in 12 ms",
    "Traceback (most recent call last):",
    '  File "main.py", line 3, in <module>',
    "java.lang.IllegalStateException: no stock",
    "    at org.example.Main.run(Main.java:7)",
    '{"level":"info","msg":"started"}',
    "",
    "# a comment",
    "200 GET /not/a/request",
)
"""Lines that are no requests."""


@dataclass(frozen=True)
class MadeFile:
    """A file of the folder.

    Args:
        name: Its path in the folder.
        content: Its bytes.
        requests: The requests that count if the file is read alone.
        is_copy: Whether all of it is in another file, too, and counts there.
    """

    name: str
    content: bytes
    requests: Requests = ()
    is_copy: bool = False


def truth_of(files: Iterable[MadeFile]) -> Truth:
    """Count the requests of files, as a folder of them."""
    counts: dict[tuple[str, str, int], Counter[str]] = {}
    for one in (one for file in files if not file.is_copy for one in file.requests):
        hour = one.time.replace(minute=0, second=0, microsecond=0).isoformat()
        counts.setdefault((hour, one.application, one.status), Counter())[one.method] += 1
    return {
        key: (by_method.total(), by_method.total(), by_method["GET"], by_method["POST"])
        for key, by_method in counts.items()
    }


class Maker:
    """Makes up requests and files.

    Args:
        seed: The same seed makes the same folder.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def requests(
        self, count: int = 150, *, start: datetime | None = None, has_users: bool = True
    ) -> Requests:
        """Make up requests in order of time, at most nine minutes apart."""
        time = start or datetime(2026, 10, self.chance.randint(20, 27), tzinfo=UTC)
        made = []
        for _ in range(count):
            time += timedelta(seconds=self.chance.randint(0, 540))
            made.append(self._request(time, has_users=has_users))
        return tuple(made)

    def _request(self, time: datetime, *, has_users: bool) -> Request:
        choice = self.chance.choice
        credential = choice(["key", "key", "user" if has_users else "key", "none"])
        return Request(
            time=time,
            method=choice(["GET", "GET", "GET", "POST", "DELETE"]),
            path=f"/v1/{choice(['items', 'orders'])}/{self.chance.randint(1, 99)}",
            key=f"secret-{choice('abcdef')}" if credential == "key" else None,
            user=choice(["ann", "bob"]) if credential == "user" else None,
            status=choice([200, 200, 200, 201, 304, 404, 429, 503]),
            size=self.chance.randint(1, 9_999),
        )

    def among_foreign(self, lines: Iterable[str], most: int) -> list[str]:
        """Put up to `most` other lines before each line."""
        mixed: list[str] = []
        for line in lines:
            mixed += [*self.chance.choices(FOREIGN, k=self.chance.randint(0, most)), line]
        return mixed

    def in_parts(
        self, lines: Iterable[str], part: Callable[[str], str], end: Callable[[str], str]
    ) -> list[str]:
        """Wrap lines, some of them in two parts; `end` wraps whole lines, too."""
        parts = []
        for line in lines:
            cut = self.chance.randint(1, len(line) - 1) if self.chance.random() < 0.2 else 0
            parts += [part(line[:cut])] if cut else []
            parts.append(end(line[cut:]))
        return parts

    def in_forms(self, requests: Requests, forms: Sequence[Line]) -> list[str]:
        """Write each request in one of several forms."""
        return [self.chance.choice(forms)(one) for one in requests]


def text_of(lines: Iterable[str], line_end: str = "\n") -> bytes:
    """Return lines as the content of a file."""
    return "".join(line.replace("\n", line_end) + line_end for line in lines).encode()
