"""All that reports are made of, to be compared before and after upkeep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from usagestats.store.contents import UsageFromStore


def contents_of(read: UsageFromStore) -> list[object]:
    """Return all that reports are made of."""
    usage = sorted(read.usage.rows(), key=repr)
    problems = sorted(read.problems.rows(), key=repr)
    return [usage, problems, read.coverage, read.counts, read.rejects, read.counted_otherwise]
