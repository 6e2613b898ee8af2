"""The limits and prices of plans, whom they bind, and the usage that counts for each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from tests.oracle.mapping import REQUESTS
from tests.oracle.slots import Clock, is_cut_at, local, spans, start_at

if TYPE_CHECKING:
    from tests.oracle.catalog import Limit, Plan, Price
    from tests.oracle.question import Question
    from tests.oracle.world import Consumer, World


Term = TypeVar("Term", bound="Limit | Price")


@dataclass(frozen=True)
class Bound(Generic[Term]):
    """A limit or price that binds an application; `number` is its place in the catalog."""

    consumer: Consumer
    plan: Plan
    limit: Term
    number: int


def bound_limits(world: World, question: Question) -> list[Bound[Limit]]:
    """Return the limits of the chosen applications, in the order of both files."""
    return bound(
        world, question, [(plan, one) for plan in world.catalog.plans for one in plan.limits]
    )


def bound(world: World, question: Question, terms: list[tuple[Plan, Term]]) -> list[Bound[Term]]:
    """Return the terms of the chosen applications, in the order of both files."""
    consumers = [world.shown(one) for one in world.catalog.applications]
    return [
        Bound(consumer, plan, limit, number)
        for consumer in consumers
        if world.is_chosen(consumer, question.filters)
        for number, (plan, limit) in enumerate(terms)
        if plan.name == consumer.plan
    ]


def is_shown(world: World, question: Question, one: Bound[Term]) -> bool:
    """Whether the filters by product and backend choose a limit."""
    filters = question.filters
    if filters.backends and one.limit.backend not in filters.backends:
        return False
    if not filters.products:
        return True
    if one.plan.product:
        return one.plan.product in filters.products
    if one.limit.metric is None:
        return False
    for product in world.catalog.products:
        own = ("hits", *product.methods, *product.metrics)
        of_backend = one.limit.backend in dict(product.backends)
        has_it = one.limit.metric in own if one.limit.backend is None else of_backend
        if product.name in filters.products and has_it:
            return True
    return False


def usage_of(world: World, question: Question, one: Bound[Term]) -> Counter[int]:
    """Return the usage that counts for a limit, by slot."""
    counting = question.counting or world.catalog.counting
    limit = one.limit
    is_of_all = limit.backend is None and (limit.metric == "hits" or not world.catalog.products)
    found: Counter[int] = Counter()
    for slot, request, entry in world.rows:
        is_counted = (
            entry.metric == limit.metric != REQUESTS
            and world.consumer(request.application).id == one.consumer.id
            and one.plan.product in {None, request.product}
            and (is_of_all or entry.backend == limit.backend)
            and request.counts_as_usage(counting)
        )
        if is_counted:
            found[slot] += entry.usage
    return found


def period_start(slot: int, per: str, zone: str) -> int:
    """Return the start of the period of a limit; weeks begin on Monday."""
    return 0 if per == "eternity" else spans(per, slot, slot + 1, zone)[0].start


def same_dates(
    world: World, question: Question, bound: int | None, *others: int | None
) -> int | None:
    """Return a bound of a range; where the range has dates only, in the calendar of limits."""
    zone, limit_zone = world.clock(question).zone, world.catalog.limit_timezone
    ends_now = question.range == "today" or question.range.startswith("this-")
    is_of_dates = all(one is None or is_cut_at("day", one, zone) for one in (bound, *others))
    if bound is None or ends_now or not is_of_dates:
        return bound
    wall = local(bound, zone).replace(tzinfo=None, hour=0, minute=0)
    return start_at(wall, limit_zone)


def dates_of(world: World, question: Question) -> tuple[int | None, int | None]:
    """Return the range of a question in the calendar of limits, with its open ends."""
    start, end = world.open_bounds(question)
    return same_dates(world, question, start, end), same_dates(world, question, end, start)


def clock_of_limits(world: World) -> Clock:
    return Clock(world.now, world.catalog.limit_timezone, "monday")
