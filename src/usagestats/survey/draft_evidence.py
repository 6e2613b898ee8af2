"""The survey for `init`: REQUESTS → the evidence from which a first catalog is drafted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.catalog.identify import credential_of
from usagestats.catalog.model import DEFAULT_IDENTIFY
from usagestats.catalog.suggestion import DEEPEST, DraftEvidence, key_sources
from usagestats.classify.applications import identify_applications
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    from usagestats.classify.requests import Mapped
    from usagestats.tables.declared import Detail

EVIDENCE_COLUMNS: Final = frozenset({"http_method", "host", "path", "query", "remote_user"})
"""The columns of REQUESTS that the survey needs."""


@dataclass(frozen=True, slots=True)
class DraftSurvey:
    """The survey that counts hosts, paths, parameters and applications, for a first catalog."""

    columns: frozenset[str] = EVIDENCE_COLUMNS
    detail: Detail = FULL_DETAIL

    def look(self, mapped: Mapped) -> DraftEvidence:
        """Count the requests of one chunk."""
        return draft_evidence(mapped.requests)


_MOST = 5000  # distinct values of a count that are kept, the most frequent ones
_VARIABLE = r"[0-9]{3}|%|^.{41}"  # three digits, an escaped byte, or more than 40 characters


def draft_evidence(requests: pl.DataFrame) -> DraftEvidence:
    """Count hosts, paths, http_methods, parameters and applications; the 5,000 busiest of each.

    Shape: REQUESTS with `EVIDENCE_COLUMNS` in.
    """
    parameters = parameters_in(requests["query"])
    identify = [credential_of(source, is_secret=None) for source in key_sources(parameters)]
    identities = identify_applications(requests, [*identify, DEFAULT_IDENTIFY[-1]])
    return DraftEvidence(
        requests=requests.height,
        prefixes=_places(requests),
        http_methods=_counter(requests.select("http_method")),
        parameters=parameters,
        users=requests["remote_user"].count(),
        applications=_counter(identities.to_frame()),
    )


def _places(requests: pl.DataFrame) -> Counter[tuple[str | None, tuple[str, ...]]]:
    segments = [
        pl.col("path").str.split("/").list.get(number, null_on_oob=True)
        for number in range(1, DEEPEST + 1)
    ]
    counted = (
        requests.select("host", *(_steady(s).alias(str(n)) for n, s in enumerate(segments)))
        .group_by(pl.all())
        .len()
        .top_k(_MOST, by="len")
    )
    return Counter(
        {
            (host, tuple(segment for segment in rest if segment is not None)): number
            for host, *rest, number in counted.iter_rows()
        }
    )


def _steady(segment: pl.Expr) -> pl.Expr:
    """Return a segment, or `*` if it looks like a value, so that few distinct segments remain."""
    return pl.when(segment.str.contains(_VARIABLE)).then(pl.lit("*")).otherwise(segment)


def parameters_in(queries: pl.Series) -> Counter[str]:
    """Count the names of the parameters in queries, the busiest ones."""
    pairs = queries.drop_nulls().str.split("&").explode()
    pairs = pairs.filter(pairs.str.contains("=", literal=True))  # else it may be a value alone
    names = pairs.str.split("=").list.first()
    return _counter(names.to_frame())


def _counter(column: pl.DataFrame) -> Counter[Any]:
    counted = column.group_by(pl.all()).len().top_k(_MOST, by="len")
    return Counter(dict(counted.iter_rows()))
