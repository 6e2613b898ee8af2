"""Pairs of mapping rules of one product: two that overlap, and one that hides another.

The answers are as exact as those of `overlap`. One case is not found: several rules that hide
another one together, but none of them alone.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from usagestats.catalog.model import ANY, HITS
from usagestats.catalog.pattern import conditions
from usagestats.classify.rules import rules_of
from usagestats.survey.overlap import Overlaps, is_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.model import Mount, Product, Rule
    from usagestats.catalog.pattern import Condition
    from usagestats.classify.rules import OwnedRule


class RulePairs:
    """The rules of a product, compared in pairs. Rules are named by their numbers in `rules_of`."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.rules = rules_of(product)
        paths = [mount.path for mount in product.mounts]
        self._overlaps = Overlaps([*(owned.pattern for owned in self.rules), *paths])

    def overlapping(self) -> Iterator[tuple[int, int]]:
        """Give the pairs of rules that count the same request twice."""
        for first, one in enumerate(self.rules):
            beside = self._overlaps.beside(one.pattern)
            for second, other in enumerate(self.rules[first + 1 :], start=first + 1):
                if (
                    other.pattern in beside
                    and not one.rule.last
                    and counts_twice(one, other)
                    and _share_http_method(one.rule, other.rule)
                    and _share_query(one, other)
                    and not self._is_over_before(second, first)
                    and self._mount_instead(one, other) is None
                ):
                    yield first, second

    def hiding_rule(self, number: int) -> OwnedRule | None:
        """Return the first rule with `last` that comes before a rule and matches all its requests.

        `None` if there is none.
        """
        hiding = self._hiding[number]
        return self.rules[hiding[0]] if hiding and hiding[0] < number else None

    def hiding_mount(self, number: int) -> Mount | None:
        """Return the mount of another backend that gets all requests of a rule; else `None`."""
        return self._mount_instead(self.rules[number])

    def _is_over_before(self, second: int, first: int) -> bool:
        """Return whether `second` is never tried on the requests that `first` matches as well."""
        return any(
            hiding and hiding[0] < second for hiding in (self._hiding[first], self._hiding[second])
        )

    @cached_property
    def _hiding(self) -> list[list[int]]:
        """For each rule, the rules with `last` that match all requests of it."""
        lasts = [number for number, owned in enumerate(self.rules) if owned.rule.last]
        return [
            [
                last
                for last in lasts
                if last != number
                and self.rules[last].pattern in self._overlaps.beside(owned.pattern)
                and asks_no_more(self.rules[last], owned)
                and is_within(owned.pattern, self.rules[last].pattern)
            ]
            for number, owned in enumerate(self.rules)
        ]

    def _mount_instead(self, *together: OwnedRule) -> Mount | None:
        """Return a mount of another backend that gets the requests that all these rules match.

        `None` if there is none, or none of the rules belongs to a backend.
        """
        backend = next((owned.backend for owned in together if owned.backend), None)
        if backend is None or len(self.product.mounts) == 1:
            return None
        beside = [self._overlaps.beside(owned.pattern) for owned in together]
        own = [
            mount.path
            for mount in self.product.mounts
            if mount.backend == backend and all(mount.path in paths for paths in beside)
        ]
        for mount in self.product.mounts:
            if (
                mount.backend != backend
                and all(mount.path > path for path in own)  # then this mount is tried first
                and any(is_within(owned.pattern, mount.path) for owned in together)
            ):
                return mount
        return None


def counts_twice(one: OwnedRule, other: OwnedRule) -> bool:
    """Return whether a request that both rules count is counted twice in a column.

    A rule of a backend never meets one of another: only the routed backend's rules count.
    """
    if one.backend and other.backend and one.backend != other.backend:
        return False
    return (_adds_hits(one) and _adds_hits(other)) or one.rule.metric == other.rule.metric


def asks_no_more(wide: OwnedRule, narrow: OwnedRule) -> bool:
    """Return whether `wide` takes the http_methods and queries that `narrow` takes."""
    narrow_conditions = conditions(narrow.pattern)
    return _takes(wide.rule, narrow.rule) and all(
        any(_implies(condition, wanted) for condition in narrow_conditions)
        for wanted in conditions(wide.pattern)
    )


def _adds_hits(owned: OwnedRule) -> bool:
    return owned.is_method or owned.rule.metric == HITS


def _share_http_method(one: Rule, other: Rule) -> bool:
    if ANY not in {one.http_method, other.http_method}:
        return one.http_method == other.http_method
    return (
        one.http_method not in other.except_methods and other.http_method not in one.except_methods
    )


def _takes(wide: Rule, narrow: Rule) -> bool:
    if wide.http_method != ANY:
        return wide.http_method == narrow.http_method
    if narrow.http_method == ANY:
        return wide.except_methods <= narrow.except_methods
    return narrow.http_method not in wide.except_methods


def _share_query(one: OwnedRule, other: OwnedRule) -> bool:
    """Return whether a query can meet both rules: no parameter must have two values."""
    wanted = {condition.parameter: condition.value for condition in conditions(one.pattern)}
    return not any(
        None not in {condition.value, wanted.get(condition.parameter)}
        and condition.value != wanted[condition.parameter]
        for condition in conditions(other.pattern)
    )


def _implies(condition: Condition, wanted: Condition) -> bool:
    return condition.parameter == wanted.parameter and wanted.value in {None, condition.value}
