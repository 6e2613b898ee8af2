"""Filters: they choose the part of USAGE that a report is about."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.choices import Counting
from usagestats.errors import UsageError
from usagestats.frames import map_distinct, plain
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.periods.in_range import inside
from usagestats.reports.parts.applications import usage_keys
from usagestats.tables.compact_usage import KIND, CompactUsage
from usagestats.tables.declared import LOG_KEYS
from usagestats.tables.statuses import is_status_choice, status_is
from usagestats.tables.usage import Grain, ImportsWanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from usagestats.catalog.registry import Registry
    from usagestats.periods.cuts import Cuts
    from usagestats.periods.period import Range

    Words = Callable[[str], set[str]]
    """Returns the words that may stand for a value of a column."""

_OF_REQUESTS: Final = frozenset({"status", "denied", "duration_bin", *LOG_KEYS})
"""The keys that requests have, and imported usage has not."""
_HTTP_METHOD: Final = late_pattern(r"[A-Z][A-Z0-9_-]*")
NO_HTTP_METHOD: Final = "NONE"

REFUSED: Final = (401, 403, 429)
"""The statuses by which a request counts as refused, where its log has no `denied`."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The values that each key may have; an empty tuple lets everything through.

    Args:
        products: Names.
        backends: Names.
        applications: Names, ids, pseudonyms, or the credentials themselves.
        plans: Names or ids.
        accounts: Names or ids.
        statuses: `404`, `4xx` or `none`.
        path_prefixes: Texts with which a path, as it was sent, begins.
        http_methods: In upper case; `NONE` for requests without one.
        counting: The rule by which requests count as usage; the metric `requests` counts all.
        registry: The registered applications.
    """

    products: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    path_prefixes: tuple[str, ...] = ()
    http_methods: tuple[str, ...] = ()
    counting: Counting = Counting.MATCHED
    registry: Registry = NO_APPLICATIONS

    def __post_init__(self) -> None:
        for status in self.statuses:
            if not is_status_choice(status):
                hint = "write a status such as 404, a class such as 4xx, or none"
                raise UsageError(f"no such status: {status}", where="--status", hint=hint)
        for http_method in self.http_methods:
            if not _HTTP_METHOD.fullmatch(http_method):
                hint = "write one like GET, or none for requests without one"
                what = f"no HTTP method: {http_method}"
                raise UsageError(what, where="--http-method", hint=hint)
        for prefix in self.path_prefixes:
            _refuse_no_prefix(prefix)

    @property
    def has_names(self) -> bool:
        """Whether any filter has names, which may occur only outside of the range."""
        chosen = (self.products, self.backends, self.applications, self.plans, self.accounts)
        return any(chosen)

    def options(self) -> list[str]:
        """Return the names of the options that choose a part of the usage."""
        chosen = {
            "--product": self.products,
            "--backend": self.backends,
            "--app": self.applications,
            "--plan": self.plans,
            "--account": self.accounts,
            "--status": self.statuses,
            "--path": self.path_prefixes,
            "--http-method": self.http_methods,
        }
        return [option for option, values in chosen.items() if values]

    def keys(self) -> set[str]:
        """Return the keys of USAGE that the filters need."""
        chosen = {
            "product": self.products,
            "backend": self.backends,
            "application": self.applications or self.plans or self.accounts,
            "status": self.statuses or self.counting is Counting.AUTHORIZED,
            "denied": self.counting is Counting.AUTHORIZED,
            "http_method": self.http_methods,
            "is_on_path": self.path_prefixes,
        }
        return {key for key, values in chosen.items() if values}

    def of_applications(self) -> Filters:
        """Return the filters that choose applications, without those that choose requests."""
        return replace(
            self, products=(), backends=(), statuses=(), path_prefixes=(), http_methods=()
        )

    def grain(
        self,
        keys: Iterable[str],
        slot: timedelta,
        *,
        has_bytes: bool = False,
        cuts: Cuts | None = None,
    ) -> Grain:
        """Return the grain of USAGE with some keys, and with those that the filters need.

        Args:
            keys: The keys of the report.
            slot: The width of the slots.
            has_bytes: Whether it has the measure `response_bytes`.
            cuts: Where the report cuts usage, if it can show imported usage; else `None`.
        """
        keys = frozenset(keys)
        return Grain(
            usage_keys({*keys, *self.keys()}),
            slot,
            has_bytes=has_bytes,
            path_prefixes=self.path_prefixes,
            imports=None if has_bytes else self._imports(keys, cuts),
        )

    def _imports(self, keys: frozenset[str], cuts: Cuts | None) -> ImportsWanted | None:
        """Return the imported usage that a report can show; it is of hits, not of requests."""
        of_requests = self.statuses or self.path_prefixes or self.http_methods
        if cuts is None or of_requests or keys & _OF_REQUESTS:
            return None
        of_applications = self.applications or self.plans or self.accounts
        wanted = {"application": of_applications, "backend": self.backends}
        return ImportsWanted(cuts, frozenset(key for key, values in wanted.items() if values))

    def passes(self) -> pl.Expr | None:
        """Return whether a row with the keys of the filters passes; `None` where all rows do."""
        conditions = []
        if self.products:
            conditions.append(pl.col("product").is_in(self.products))
        if self.backends:
            conditions.append(pl.col("backend").is_in(self.backends))
        if self.applications:
            conditions.append(pl.col("application").is_in(self._identities()))
        if self.plans:
            conditions.append(_identity_has(self.registry.plan_words, self.plans))
        if self.accounts:
            conditions.append(_identity_has(self.registry.account_words, self.accounts))
        if self.statuses:
            conditions.append(reduce(or_, (status_is(text) for text in self.statuses)))
        if self.http_methods:
            conditions.append(_http_method().is_in(self.http_methods))
        if self.path_prefixes:
            conditions.append(pl.col("is_on_path"))
        return reduce(and_, conditions) if conditions else None

    def apply(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE, or of another table with the same keys, that pass."""
        condition = self.passes()
        if condition is None:
            return usage
        keys = plain(usage.select(set(condition.meta.root_names())))
        return usage.filter(keys.select(condition).to_series())

    def counted(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE without usage that `counting` excludes; `requests` stay."""
        if self.counting is Counting.MATCHED:
            return usage
        return usage.filter((pl.col("metric") == "requests") | self.is_counted())

    def counted_in(self, usage: CompactUsage) -> CompactUsage:
        """Return USAGE without usage that `counting` excludes; `requests` stay."""
        if self.counting is Counting.MATCHED:
            return usage
        rows, kinds = usage.rows, usage.kinds
        of_refused = tuple(tuple(one for one in kind if one[0] == "requests") for kind in kinds)
        kind = pl.when(self.is_counted()).then(KIND).otherwise(pl.col(KIND) + len(kinds))
        stays = pl.Series([bool(kind) for kind in kinds + of_refused], dtype=pl.Boolean)
        rows = rows.with_columns(kind.alias(KIND))
        return CompactUsage(rows.filter(stays.gather(rows[KIND])), kinds + of_refused)

    def is_counted(self) -> pl.Expr:
        """Return whether a request counts as usage, if a rule matches it."""
        if self.counting is Counting.MATCHED:
            return pl.lit(value=True)
        return ~_is_refused()

    def usage_in(self, usage: pl.DataFrame, span: Range) -> pl.DataFrame:
        """Return the rows of USAGE in a range that pass and count."""
        return self.counted(self.apply(inside(usage, span)))

    def compact_in(self, usage: CompactUsage, span: Range) -> CompactUsage:
        """Return the rows of USAGE in a range that pass and count."""
        passing = self.apply(inside(usage.rows, span))
        return self.counted_in(replace(usage, rows=passing))

    def left_out(self, usage: pl.DataFrame) -> int:
        """Return the number of requests that `counting` excludes from usage."""
        if self.counting is Counting.MATCHED:
            return 0
        refused = usage.filter((pl.col("metric") == "requests") & ~self.is_counted())
        return int(refused["requests"].sum())

    def left_out_of(self, usage: CompactUsage) -> int:
        """Return the number of requests that `counting` excludes from usage."""
        if self.counting is Counting.MATCHED:
            return 0
        return replace(usage, rows=usage.rows.filter(~self.is_counted())).requests

    def _identities(self) -> list[str]:
        return sorted(set().union(*map(self.registry.identities_of, self.applications)))


EVERYTHING = Filters()
"""Lets all usage through."""


def _identity_has(words: Words, wanted: tuple[str, ...]) -> pl.Expr:
    def is_wanted(identity: str) -> bool:
        return not words(identity).isdisjoint(wanted)

    return pl.col("application").map_batches(
        lambda identities: map_distinct(identities, is_wanted, pl.Boolean()),
        return_dtype=pl.Boolean(),
    )


def _http_method() -> pl.Expr:
    return pl.col("http_method").str.to_uppercase().fill_null(NO_HTTP_METHOD)


def _refuse_no_prefix(text: str) -> None:
    """Refuse a text that begins no path.

    Raises:
        UsageError: It has no slash in front, or reaches into the query.
    """
    path = text.partition("?")[0]
    if not path.startswith("/"):
        hint = "write one like /v1/" if "://" in path else f"did you mean {'/' + path!r}?"
        raise UsageError(f"a path begins with a slash: {text!r}", where="--path", hint=hint)
    if path != text:
        what = f"a path ends before its question mark: {text!r}"
        raise UsageError(what, where="--path", hint=f"did you mean {path!r}?")


def _is_refused() -> pl.Expr:
    """Return whether the gateway refused the request, by its log or else by the status."""
    by_status = pl.col("status").is_in(REFUSED).fill_null(value=False)
    return pl.coalesce("denied", by_status)
