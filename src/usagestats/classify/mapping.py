"""REQUESTS → product, backend and the usage of each request, by the rules of the catalog.

This is `rules`, vectorised: an automaton matches the paths, and column operations match the
queries. Each combination of matches that occurs is then decided once, by `rules` itself. `explain`
uses `rules` alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from usagestats.catalog.pattern import conditions
from usagestats.classify.automaton import PathAutomaton
from usagestats.classify.decisions import Decided, Decision
from usagestats.classify.products import NOWHERE, product_of
from usagestats.classify.query import queries_hold
from usagestats.classify.rules import RequestFacts, routed_mount, rules_of, try_rules, usage_of
from usagestats.frames import map_distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from usagestats.catalog.model import Catalog, Product
    from usagestats.catalog.pattern import Condition
    from usagestats.classify.paths import PathText


def decide_by_rules(requests: pl.DataFrame, paths: PathText, catalog: Catalog) -> Decided:
    """Decide every request.

    Args:
        requests: REQUESTS with `http_method`, `host` and, where `reads_query`, `query`.
        paths: The paths of the requests.
        catalog: A catalog with products.
    """
    decisions = [Decision(NOWHERE, NOWHERE)]
    numbers = np.zeros(requests.height, np.int64)
    chosen = _product_numbers(requests["host"], catalog)
    for number, product in enumerate(catalog.products):
        rows = np.flatnonzero(chosen == number)
        if len(rows):
            decided = _matcher(product).decide(requests, paths, rows)
            numbers[rows] = decided.numbers.to_numpy() + len(decisions)
            decisions += decided.decisions
    return Decided(decisions, pl.Series(numbers))


def _product_numbers(hosts: pl.Series, catalog: Catalog) -> NDArray[np.int64]:
    """Return the position of the product that each host belongs to; -1 for none."""

    def number(host: str | None) -> int:
        product = product_of(catalog, host)
        return -1 if product is None else catalog.products.index(product)

    numbers = map_distinct(hosts, number, pl.Int64()).fill_null(number(None))
    return numbers.to_numpy()


class _Matcher:
    """The rules of one product, prepared for many requests."""

    def __init__(self, product: Product) -> None:
        self._product = product
        rules = rules_of(product)
        patterns = [owned.pattern for owned in rules] + [mount.path for mount in product.mounts]
        self._patterns = list(dict.fromkeys(patterns))
        self._automaton = PathAutomaton(self._patterns)
        methods = {owned.rule.http_method for owned in rules}
        self._methods = sorted(methods.union(*(owned.rule.except_methods for owned in rules)))
        self._conditions = {pattern: conditions(pattern) for pattern in self._patterns}
        self._decisions: dict[tuple[object, ...], Decision] = {}

    def decide(self, requests: pl.DataFrame, paths: PathText, rows: NDArray[np.intp]) -> Decided:
        """Decide the requests of some rows."""
        states = paths.taken(rows).final_states(self._automaton)
        if len(rows) < requests.height:
            requests = requests[rows]
        http_methods = requests["http_method"]
        numbers = states * (len(self._methods) + 1) + self._method_numbers(http_methods)
        held = {
            condition: queries_hold(requests["query"], condition).to_numpy()
            for condition in self._conditions_that_matter(states)
        }
        for is_held in held.values():
            numbers = _renumbered(numbers)[1] * 2 + is_held
        first, numbers = _renumbered(numbers)
        decisions = [
            self._decision(
                self._automaton.matched(int(states[row])),
                http_methods[row],
                frozenset(condition for condition, is_held in held.items() if is_held[row]),
            )
            for row in first.tolist()
        ]
        return Decided(decisions, pl.Series(numbers))

    def _method_numbers(self, http_methods: pl.Series) -> NDArray[np.int64]:
        """Number the http_methods that rules name; every other one is 0."""
        numbers = {name: number for number, name in enumerate(self._methods, start=1)}
        found = map_distinct(http_methods, lambda name: numbers.get(name, 0), pl.Int64())
        return found.fill_null(0).to_numpy()

    def _conditions_that_matter(self, states: NDArray[np.int64]) -> tuple[Condition, ...]:
        """Return the conditions of the patterns that paths with these final states match."""
        if not any(self._conditions.values()):
            return ()
        numbers = frozenset().union(*map(self._automaton.matched, np.unique(states).tolist()))
        found = (c for pattern in self._matched(numbers) for c in self._conditions[pattern])
        return tuple(dict.fromkeys(found))

    def _matched(self, numbers: frozenset[int]) -> frozenset[str]:
        return frozenset(self._patterns[number] for number in numbers)

    def _decision(
        self, numbers: frozenset[int], http_method: str | None, held: frozenset[Condition]
    ) -> Decision:
        """Return the decision of all requests with these matches; later chunks use it, too."""
        key = numbers, http_method if http_method in self._methods else None, held
        if key not in self._decisions:
            matched = self._matched(numbers)
            facts = RequestFacts(http_method, matched.__contains__, held.__contains__)
            routed = routed_mount(self._product, facts)
            results = list(try_rules(self._product, facts, routed))
            backend = routed.backend.name if routed else NOWHERE
            counted = tuple(n for n, result in enumerate(results) if result.is_counted)
            usage = usage_of(results)
            self._decisions[key] = Decision(self._product.name, backend, usage, counted)
        return self._decisions[key]


@lru_cache(maxsize=256)
def _matcher(product: Product) -> _Matcher:
    return _Matcher(product)


def _renumbered(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number distinct values from 0; return the first row of each, and the number of each row.

    `numpy.unique` does the same by sorting; these values are small, so that a table is faster.
    """
    first = np.full(int(numbers.max()) + 1, len(numbers), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    present = np.flatnonzero(first < len(numbers))
    new_numbers = np.empty(len(first), np.int64)
    new_numbers[present] = np.arange(len(present))
    return first[present], new_numbers[numbers]
