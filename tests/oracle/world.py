"""All that is known of a case: its requests as they are counted, and who made them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS, counted, identities, status_is
from tests.oracle.question import Filters
from tests.oracle.slots import Clock, bounds_of, moment_of, slot_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from tests.oracle.catalog import Application, Catalog
    from tests.oracle.mapping import Counted, Entry
    from tests.oracle.question import Question
    from tests.oracle.requests import Lines, Request
    from tests.oracle.slots import Bounds

Row = tuple[int, "Counted", "Entry"]
"""A slot, a request in it, and one thing that it adds."""


@dataclass(frozen=True)
class Consumer:
    """An application as reports show it."""

    id: str
    name: str
    account_id: str | None = None
    account: str | None = None
    plan_id: str | None = None
    plan: str | None = None

    @property
    def cells(self) -> list[str | None]:
        return [self.id, self.name, self.account_id, self.account, self.plan_id, self.plan]


@dataclass(frozen=True)
class World:
    """A catalog, the lines that were read, and the slots that they cover."""

    catalog: Catalog
    lines: tuple[Lines, ...]
    covered: frozenset[int]
    now: datetime

    @cached_property
    def requests(self) -> list[Request]:
        return [request for lines in self.lines for request in lines.requests]

    @cached_property
    def counted(self) -> list[Counted]:
        found = (counted(request, self.catalog) for request in self.requests)
        return [one for one in found if one is not None]

    @cached_property
    def rows(self) -> list[Row]:
        return [(slot_of(one.request.time), one, e) for one in self.counted for e in one.entries]

    @cached_property
    def consumers(self) -> dict[str, Consumer]:
        """The registered applications, by each of their identities."""
        return {
            identity: self.shown(one)
            for one in self.catalog.applications
            for identity in identities(one)
        }

    def shown(self, one: Application) -> Consumer:
        shown_id = one.id or next(identities(one))
        plan = next((plan for plan in self.catalog.plans if plan.name == one.plan), None)
        return Consumer(
            shown_id,
            one.name or shown_id,
            one.account_id or None,
            one.account or one.account_id or None,
            plan.id if plan else None,
            one.plan or None,
        )

    def consumer(self, application: str) -> Consumer:
        return self.consumers.get(application, Consumer(application, application))

    @cached_property
    def _holders(self) -> Counter[str]:
        """How many applications have each name."""
        names = {one.id: one.name for one in self.consumers.values()}
        return Counter(names.values())

    def label_of(self, consumer: Consumer) -> str:
        """Return the name of a registered application, with its id where others share the name."""
        is_shared = self._holders[consumer.name] > 1
        return f"{consumer.name} ({consumer.id})" if is_shared else consumer.name

    def label(self, application: str) -> str:
        """Return what an application is called in a sentence."""
        consumer = self.consumers.get(application)
        if consumer:
            return self.label_of(consumer)
        names = {name for one in self.consumers.values() for name in (one.id, one.name)}
        return f"{application} (not registered)" if application in names else application

    def is_chosen(self, consumer: Consumer, filters: Filters) -> bool:
        """Whether filters choose a registered application."""
        own = {name for name, one in self.consumers.items() if one.id == consumer.id}
        return (
            (not filters.apps or bool({consumer.id, consumer.name, *own} & {*filters.apps}))
            and (not filters.plans or bool({consumer.plan, consumer.plan_id} & {*filters.plans}))
            and (
                not filters.accounts
                or bool({consumer.account, consumer.account_id} & {*filters.accounts})
            )
        )

    def is_mistaken(self, question: Question) -> bool:
        """Whether a question names an application that neither applications.csv nor a log has.

        Pseudonyms and `(none)` are no mistakes: no person has written them.
        """
        known = {one.application for one in self.counted}
        for identity, one in self.consumers.items():
            known |= {identity, one.id, one.name}
        names = (one for one in question.filters.apps if not one.startswith(("key:", "(")))
        return bool(self.consumers) and not known.issuperset(names)

    def clock(self, question: Question) -> Clock:
        zone = question.timezone or self.catalog.timezone
        return Clock(self.now, zone, question.week_start or self.catalog.week_start)

    def open_bounds(self, question: Question) -> Bounds:
        """Return the range of a question, `None` for an open end."""
        return bounds_of(question.range, self.clock(question)) if question.range else (None, None)

    def bounds(self, question: Question) -> tuple[int, int] | None:
        """Return the range of a question, its open ends closed by what logs cover."""
        start, end = self.open_bounds(question)
        if self.covered:
            start = min(self.covered) if start is None else start
            end = max(self.covered) + 1 if end is None else end
        return (start, end) if start is not None and end is not None and start < end else None

    def chosen(self, question: Question) -> Iterable[Row]:
        """Give what passes the filters and counts as usage, at any time."""
        counting = question.counting or self.catalog.counting
        for row in self.rows:
            _, one, entry = row
            if not self.passes(one, entry, question.filters):
                continue
            if entry.metric == REQUESTS or one.counts_as_usage(counting):
                yield row

    def passes(self, one: Counted, entry: Entry, filters: Filters) -> bool:
        consumer = self.consumer(one.application)
        request = one.request
        statuses = any(status_is(request.status, text) for text in filters.statuses)
        paths = any((request.path or "").startswith(text) for text in filters.paths)
        return all(
            (
                not filters.products or one.product in filters.products,
                not filters.backends or entry.backend in filters.backends,
                not filters.apps
                or bool({consumer.id, consumer.name, one.application} & {*filters.apps}),
                not filters.plans or bool({consumer.plan, consumer.plan_id} & {*filters.plans}),
                not filters.accounts
                or bool({consumer.account, consumer.account_id} & {*filters.accounts}),
                not filters.statuses or statuses,
                not filters.paths or (request.path is not None and paths),
                not filters.http_methods or (request.http_method or "none") in filters.http_methods,
            )
        )


def inside(rows: Iterable[Row], first: int, last: int) -> Iterator[Row]:
    if not (first % 1 or last % 1):
        return (row for row in rows if first <= row[0] < last)
    return (row for row in rows if first <= moment_of(row[1].request.time) < last)
