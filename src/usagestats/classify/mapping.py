"""REQUESTS → product, backend and the usage each request adds, by the rules of the catalog.

The vectorised twin of `rules`: paths go through an automaton, queries through column operations,
and each combination that occurs is then decided once, by `rules` itself.
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
        requests: REQUESTS with `http_method`, `host` and, where a rule asks for it, `query`.
        paths: Those of the requests.
        catalog: With products.
    """
    decisions = [Decision(NOWHERE, NOWHERE)]
    numbers = np.zeros(requests.height, np.int64)
    chosen = _product_numbers(requests["host"], catalog)
    for number, product in enumerate(catalog.products):
        rows = np.flatnonzero(chosen == number)
        if len(rows):
            decided = _matcher(product).decide(requests, paths, rows)
            numbers[rows] = decided.numbers + len(decisions)
            decisions += decided.decisions
    return Decided(decisions, numbers)


def asks_for_query(catalog: Catalog) -> bool:
    """Tell whether a rule looks at query parameters."""
    return any(conditions(owned.pattern) for p in catalog.products for owned in rules_of(p))


def _product_numbers(hosts: pl.Series, catalog: Catalog) -> NDArray[np.int64]:
    """Return which product each host belongs to, -1 for none."""

    def number(host: str | None) -> int:
        product = product_of(catalog, host)
        return -1 if product is None else catalog.products.index(product)

    numbers = map_distinct(hosts, number, pl.Int64()).fill_null(number(None))
    return numbers.to_numpy()


class _Matcher:
    """The rules of a product, made ready for many requests."""

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
        """Decide the requests that these rows hold."""
        states = self._automaton.final_states(paths.text, paths.begins[rows], paths.ends[rows])
        if len(rows) < requests.height:
            requests = requests[rows]
        http_methods = requests["http_method"]
        numbers = states * (len(self._methods) + 1) + self._method_numbers(http_methods)
        held = {
            condition: queries_hold(requests["query"], condition).to_numpy()
            for condition in self._asked(states)
        }
        for answers in held.values():
            numbers = _renumbered(numbers)[1] * 2 + answers
        first, numbers = _renumbered(numbers)
        decisions = [
            self._decision(
                self._automaton.matched(int(states[row])),
                http_methods[row],
                frozenset(condition for condition, answers in held.items() if answers[row]),
            )
            for row in first.tolist()
        ]
        return Decided(decisions, numbers)

    def _method_numbers(self, http_methods: pl.Series) -> NDArray[np.int64]:
        """Number the http_methods that rules name; no rule tells the others apart: 0."""
        numbers = {name: number for number, name in enumerate(self._methods, start=1)}
        found = map_distinct(http_methods, lambda name: numbers.get(name, 0), pl.Int64())
        return found.fill_null(0).to_numpy()

    def _asked(self, states: NDArray[np.int64]) -> tuple[Condition, ...]:
        """Return the conditions that matter for requests whose paths end in these states."""
        if not any(self._conditions.values()):
            return ()
        numbers = frozenset().union(*map(self._automaton.matched, np.unique(states).tolist()))
        asked = (c for pattern in self._matched(numbers) for c in self._conditions[pattern])
        return tuple(dict.fromkeys(asked))

    def _matched(self, numbers: frozenset[int]) -> frozenset[str]:
        return frozenset(self._patterns[number] for number in numbers)

    def _decision(
        self, numbers: frozenset[int], http_method: str | None, held: frozenset[Condition]
    ) -> Decision:
        """Decide once what all requests of this kind get; chunks that follow have the same."""
        kind = numbers, http_method if http_method in self._methods else None, held
        if kind not in self._decisions:
            matched = self._matched(numbers)
            facts = RequestFacts(http_method, matched.__contains__, held.__contains__)
            routed = routed_mount(self._product, facts)
            trials = list(try_rules(self._product, facts, routed))
            backend = routed.backend.name if routed else NOWHERE
            counted = tuple(place for place, trial in enumerate(trials) if trial.is_counted)
            usage = usage_of(trials)
            self._decisions[kind] = Decision(self._product.name, backend, usage, counted)
        return self._decisions[kind]


@lru_cache(maxsize=256)
def _matcher(product: Product) -> _Matcher:
    return _Matcher(product)


def _renumbered(numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number distinct values from 0; return the first row of each, and the number of each row.

    As `numpy.unique` does, but without sorting: the values are small.
    """
    first = np.full(int(numbers.max()) + 1, len(numbers), np.int64)
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    present = np.flatnonzero(first < len(numbers))
    places = np.empty(len(first), np.int64)
    places[present] = np.arange(len(present))
    return first[present], places[numbers]
