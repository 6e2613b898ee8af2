"""Filters: they choose the part of USAGE that a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.choices import Counting
from usagestats.errors import UsageError, did_you_mean
from usagestats.frames import map_distinct
from usagestats.periods.in_range import inside
from usagestats.tables.statuses import is_status_choice, status_is

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.catalog.registry import Registry
    from usagestats.periods.period import Range

    _Words = Callable[[str], set[str]]  # the words that may stand for a value of a column

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
        counting: The rule by which requests count as usage; the metric `requests` counts all.
        registry: The registered applications.
    """

    products: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    counting: Counting = Counting.MATCHED
    registry: Registry = NO_APPLICATIONS

    def __post_init__(self) -> None:
        for status in self.statuses:
            if not is_status_choice(status):
                hint = "write a status such as 404, a class such as 4xx, or none"
                raise UsageError(f"no such status: {status}", where="--status", hint=hint)

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
        }
        return {key for key, values in chosen.items() if values}

    def apply(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE that pass."""
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
        return usage.filter(reduce(and_, conditions)) if conditions else usage

    def counted(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE without usage that `counting` excludes; `requests` stay."""
        if self.counting is Counting.MATCHED:
            return usage
        return usage.filter((pl.col("metric") == "requests") | ~_is_refused())

    def usage_in(self, usage: pl.DataFrame, span: Range) -> pl.DataFrame:
        """Return the rows of USAGE in a range that pass and count."""
        return self.counted(self.apply(inside(usage, span)))

    def left_out(self, usage: pl.DataFrame) -> int:
        """Return the number of requests that `counting` excludes from usage."""
        if self.counting is Counting.MATCHED:
            return 0
        refused = usage.filter((pl.col("metric") == "requests") & _is_refused())
        return int(refused["requests"].sum())

    def unknown(self, usage: pl.DataFrame) -> list[str]:
        """Return a warning for each name that does not occur in USAGE."""
        warnings = []
        if self.applications:
            known = usage["application"].unique().to_list()
            labels = [self.registry.label(identity) for identity in known]
            warnings += [
                _unknown("application", self._shown(text), text, labels)
                for text in self.applications
                if self.registry.identities_of(text).isdisjoint(known)
            ]
        chosen: tuple[tuple[str, tuple[str, ...], str, _Words], ...] = (
            ("product", self.products, "product", lambda name: {name}),
            ("backend", self.backends, "backend", lambda name: {name}),
            ("plan", self.plans, "application", self.registry.plan_words),
            ("account", self.accounts, "application", self.registry.account_words),
        )
        for key, values, column, named in chosen:
            known = self._names(usage, column, named) if values else []
            warnings += [
                _unknown(key, value, value, known) for value in values if value not in known
            ]
        return warnings

    def unregistered(self) -> list[str]:
        """Return a warning for each application, plan or account that is not in the registry."""
        registry = self.registry
        known = registry.identities.keys()
        labels = sorted({registry.label(identity) for identity in known})
        warnings = [
            _warning("application", self._shown(text), text, labels, "not registered:")
            for text in self.applications
            if registry.identities_of(text).isdisjoint(known)
        ]
        of_key: tuple[tuple[str, tuple[str, ...], _Words], ...] = (
            ("plan", self.plans, registry.plan_words),
            ("account", self.accounts, registry.account_words),
        )
        for key, values, words in of_key:
            names = sorted({word for identity in known for word in words(identity)})
            warnings += [_warning(key, one, one, names, "no") for one in values if one not in names]
        return warnings

    def _shown(self, application: str) -> str | None:
        """Return the label of a registered application, or a pseudonym.

        `None` for an unknown text: it may be a credential.
        """
        registered = self.registry.identities_of(application) & self.registry.identities.keys()
        if registered:
            return self.registry.label(min(registered))
        return application if application.startswith("key:") else None

    def _identities(self) -> list[str]:
        return sorted(set().union(*map(self.registry.identities_of, self.applications)))

    @staticmethod
    def _names(usage: pl.DataFrame, key: str, words: _Words) -> list[str]:
        """Return the names in a column, sorted; none if USAGE does not have the column."""
        values = usage[key].drop_nulls().unique().to_list() if key in usage.columns else []
        return sorted({word for value in values for word in words(value)})


EVERYTHING = Filters()
"""Lets all usage through."""


def _identity_has(words: _Words, wanted: tuple[str, ...]) -> pl.Expr:
    def is_wanted(identity: str) -> bool:
        return not words(identity).isdisjoint(wanted)

    return pl.col("application").map_batches(
        lambda identities: map_distinct(identities, is_wanted, pl.Boolean()),
        return_dtype=pl.Boolean(),
    )


def _is_refused() -> pl.Expr:
    """Return whether the gateway refused the request, by its log or else by the status."""
    by_status = pl.col("status").is_in(REFUSED).fill_null(value=False)
    return pl.coalesce("denied", by_status)


def _unknown(key: str, shown: str | None, value: str, known: list[str]) -> str:
    return _warning(key, shown, value, known, "no request of" if shown else "no request of the")


def _warning(key: str, shown: str | None, value: str, known: list[str], missing: str) -> str:
    question = did_you_mean(value, known)
    named = f"{missing} {key} {shown}" if shown else f"{missing} {key} given"
    return named + (f"; {question}" if question else "")
