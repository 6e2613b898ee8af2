"""The survey of paths, identifiers collapsed: a help for those who write mapping rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.in_range import inside
from usagestats.tables.statuses import status_is
from usagestats.tables.top_counts import TopCounts

if TYPE_CHECKING:
    from usagestats.classify.requests import Mapped
    from usagestats.periods.period import Range

KEYS: Final = ("product", "backend", "http_method", "path", "matched")
"""The keys by which requests are counted; `matched` is `yes` or `no`."""

_CAPACITY: Final = 10_000
_LONGEST_KEPT: Final = 1000
_IDENTIFIER: Final = r"/([0-9]+|[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}|[0-9A-Fa-f]{16,})(/|$)"


@dataclass(frozen=True, slots=True)
class PathSurvey:
    """The survey that counts requests by `KEYS`.

    Args:
        range: The time range of the requests.
        statuses: Choices such as `404`, `4xx` or `none`; empty for all.
    """

    range: Range
    statuses: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        chosen = {"status"} if self.statuses else set()
        return frozenset({"http_method", "path", "host", "service", *chosen})

    def look(self, mapped: Mapped) -> TopCounts:
        """Count the requests of one chunk."""
        decided, requests = mapped.decided, mapped.requests
        is_matched = pl.Series([bool(one.usage) for one in decided.decisions])
        rows = requests.select(
            "time",
            *(["status"] if self.statuses else []),
            "http_method",
            product=decided.products(),
            backend=mapped.backends(),
            path=with_placeholders(requests["path"]).str.slice(0, _LONGEST_KEPT),
            matched=is_matched.gather(decided.numbers),
        )
        chosen = inside(rows, self.range, "time")
        if self.statuses:
            chosen = chosen.filter(reduce(or_, map(status_is, self.statuses)))
        word = pl.when("matched").then(pl.lit("yes")).otherwise(pl.lit("no"))
        return TopCounts.of(chosen.with_columns(matched=word).select(KEYS), _CAPACITY)


def with_placeholders(paths: pl.Series) -> pl.Series:
    """Replace segments that are numbers, UUIDs or hex digests by `{id}`, so that paths are few."""
    for _ in range(2):  # the slash between two such segments belongs to the first match
        paths = paths.str.replace_all(_IDENTIFIER, "/{id}${2}")
    return paths
