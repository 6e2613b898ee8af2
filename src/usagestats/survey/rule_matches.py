"""The survey of mapping rules: the requests that each rule counted, and those without a rule.

`RuleMatches` of parts of the input are merged to those of the whole input. They are exact, but for
very many different paths only within the bounds of `TopCounts`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.path_templates import path_templates
from usagestats.classify.products import NOWHERE
from usagestats.classify.rules import rules_of
from usagestats.survey.rule_pairs import counts_twice
from usagestats.tables.declared import FULL_DETAIL
from usagestats.tables.top_counts import TopCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usagestats.catalog.model import Catalog
    from usagestats.classify.decisions import Decided, Decision
    from usagestats.classify.requests import Mapped
    from usagestats.tables.declared import Detail

_LONGEST_KEPT: Final = 1000


@dataclass(slots=True)
class RuleMatches:
    """Numbers of requests by the rules of a catalog that matched them.

    Args:
        rules: The requests that each rule counted, by product and number in `rules_of`.
        pairs: The requests that two rules counted twice, by product and both numbers.
        unmatched: The requests that no rule of their product matched, by product, http_method and
            path; the path as sent, with `{id}` for numbers, cut after 1,000 characters.
        unknown_hosts: The requests to hosts that belong to no product, by host.
    """

    rules: Counter[tuple[str, int]] = field(default_factory=Counter)
    pairs: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    unmatched: TopCounts = field(default_factory=TopCounts)
    unknown_hosts: TopCounts = field(default_factory=TopCounts)

    def merge(self, other: RuleMatches) -> None:
        """Add the numbers of another part of the input."""
        self.rules += other.rules
        self.pairs += other.pairs
        self.unmatched.merge(other.unmatched)
        self.unknown_hosts.merge(other.unknown_hosts)

    def is_empty(self) -> bool:
        """Return whether there was no request at all."""
        return not (self.rules or self.unmatched.total or self.unknown_hosts.total)


@dataclass(frozen=True, slots=True)
class RuleSurvey:
    """The survey that counts requests by the rules of a catalog."""

    catalog: Catalog

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that it needs."""
        return frozenset({"http_method", "host", "path"})

    @property
    def detail(self) -> Detail:
        """The detail that it needs: every request."""
        return FULL_DETAIL

    def look(self, mapped: Mapped) -> RuleMatches:
        """Count the requests of one chunk."""
        decided = mapped.decided
        found = RuleMatches()
        for number, count in sorted(decided.numbers.value_counts().iter_rows()):
            decision = decided.decisions[number]
            for rule in decision.rules:
                found.rules[decision.product, rule] += count
            for first, second in self._twice_counted(decision):
                found.pairs[decision.product, first, second] += count
        found.unmatched = TopCounts.of(_unmatched(mapped, self.catalog.secret_names))
        found.unknown_hosts = TopCounts.of(_unknown_hosts(mapped))
        return found

    def _twice_counted(self, decision: Decision) -> Iterator[tuple[int, int]]:
        if len(decision.rules) < 2:  # noqa: PLR2004  (a pair)
            return
        rules = next(rules_of(p) for p in self.catalog.products if p.name == decision.product)
        for first, second in combinations(decision.rules, 2):
            if counts_twice(rules[first], rules[second]):
                yield first, second


def _unmatched(mapped: Mapped, secret_names: frozenset[str]) -> pl.DataFrame:
    """Return the requests of known products that no rule matched.

    Shape: one row per request: product, http_method, path.
    """
    rows = _chosen(mapped.decided, lambda one: one.product != NOWHERE and not one.usage)
    requests = mapped.requests[rows]
    return pl.DataFrame(
        {
            "product": mapped.decided.products().gather(rows),
            "http_method": requests["http_method"],
            "path": path_templates(requests["path"], secret_names),
        }
    )


def _unknown_hosts(mapped: Mapped) -> pl.DataFrame:
    rows = _chosen(mapped.decided, lambda one: one.product == NOWHERE)
    return mapped.requests.select("host")[rows].select(pl.col("host").str.slice(0, _LONGEST_KEPT))


def _chosen(decided: Decided, is_meant: Callable[[Decision], bool]) -> pl.Series:
    meant = pl.Series([is_meant(decision) for decision in decided.decisions], dtype=pl.Boolean)
    return meant.gather(decided.numbers).arg_true()
