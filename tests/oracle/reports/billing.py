"""The cells of `billing`, with fractions: no number is rounded before its line is."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.bound import Bound, bound, is_shown, usage_of
from tests.oracle.reports.table import PERIOD, Cells, Table
from tests.oracle.slots import is_cut_at, slot_of, spans, start_of

if TYPE_CHECKING:
    from tests.oracle.catalog import Price
    from tests.oracle.question import Question
    from tests.oracle.slots import Span
    from tests.oracle.world import World

DECIMALS = {"EUR": 2, "JPY": 0, "KWD": 3}
OF_APPLICATION = ["application_id", "application", "plan_id", "plan"]
OF_LINE = ["backend", "metric", "usage", "included", "overage"]


def billing(world: World, question: Question) -> Table | None:
    """Return the rows; `None` where the range begins or ends within a month."""
    zone = world.clock(question).zone
    start, end = world.open_bounds(question)
    given = [start, None if question.range.startswith("this-") else end]
    if question.range == "today" or any(
        one is not None and not is_cut_at("month", one, zone) for one in given
    ):
        return None
    bounds = world.bounds(question)
    months = spans("month", *bounds, zone) if bounds else []
    shown = [
        (month, line)
        for month in months
        if month.is_known(world.covered)
        for line in _lines(world, question, month)
    ]
    return _table(world, question, shown)


class _Line:
    """A line of the bill; `amount` is in the smallest coin."""

    def __init__(self, one: Bound[Price], used: int, *, has_flat: bool, coin: Fraction) -> None:
        price = one.limit
        self.bound, self.used = one, used
        self.included = max(price.included, price.tiers[0].first - 1 if price.tiers else 0)
        exact = Fraction(price.flat or 0) if has_flat else Fraction(0)
        for tier in price.tiers:
            last = used if tier.last is None else min(used, tier.last)
            first = max(tier.first, self.included + 1)
            exact += max(0, last - first + 1) * Fraction(tier.cost)
        if price.cost:
            exact += max(0, used - self.included) * Fraction(price.cost)
        self.amount = math.floor(exact / coin + Fraction(1, 2))


def _lines(world: World, question: Question, month: Span) -> list[_Line]:
    coin = Fraction(1, 10 ** DECIMALS[world.catalog.currency])
    prices = [(plan, price) for plan in world.catalog.plans for price in plan.prices]
    rows = {row.id or None: row for row in world.catalog.applications}
    found = []
    for one in bound(world, question, prices):
        if not is_shown(world, question, one):
            continue
        by_slot = usage_of(world, question, one)
        used = sum(number for slot, number in by_slot.items() if slot in month.inside)
        row = rows.get(one.consumer.id) or next(
            row for row in world.catalog.applications if world.shown(row).id == one.consumer.id
        )
        zone = world.clock(question).zone
        is_there = not row.created_at or _created(row.created_at, zone) < month.end
        has_flat = is_there and (row.state in {"", "live"} or _is_active(world, one, month))
        line = _Line(one, used, has_flat=has_flat, coin=coin)
        if line.used or line.amount:
            found.append(line)
    return found


def _is_active(world: World, one: Bound[Price], month: Span) -> bool:
    return any(
        slot in month.inside and world.consumer(request.application).id == one.consumer.id
        for slot, request, entry in world.rows
        if entry.metric == REQUESTS
    )


def _created(text: str, zone: str) -> int:
    if "T" in text:
        return slot_of(datetime.fromisoformat(text).astimezone(ZoneInfo(zone)))
    return start_of(date.fromisoformat(text), zone)


def _table(world: World, question: Question, lines: list[tuple[Span, _Line]]) -> Table:
    zone, catalog = world.clock(question).zone, world.catalog
    groups: dict[tuple[object, ...], list[tuple[Span, _Line]]] = defaultdict(list)
    for month, line in lines:
        one = line.bound.consumer
        account: Cells = [one.account_id, one.account]
        own: Cells = [one.id, one.name, one.plan_id, one.plan]
        if question.by == "account":
            groups[month.start, *_order(account)].append((month, line))
        else:
            number = 0 if question.by else line.bound.number
            key = (month.start, *_order(account), *_order(own[:2]), *_order(own[2:]), number)
            groups[key].append((month, line))
    rows: list[Cells] = []
    for _, group in sorted(groups.items(), key=lambda item: item[0]):
        month, first = group[0]
        one = first.bound.consumer
        total = sum(line.amount for _, line in group)
        decimals = DECIMALS[catalog.currency]
        coins = 10**decimals
        text = f"{total // coins}.{total % coins:0{decimals}}" if decimals else str(total)
        cells = [*month.times(world.covered, zone), one.account_id, one.account]
        if question.by == "account":
            cells.append(len({line.bound.consumer.id for _, line in group}))
        else:
            cells += [one.id, one.name, one.plan_id, one.plan]
        if not question.by:
            cells += _line_cells(first)
        rows.append([*cells, text, catalog.currency])
    return Table(_header(question), rows)


def _order(cells: Cells) -> list[tuple[bool, object]]:
    """Return the place of an id and a name: by the name, then by the id, nothing last."""
    return [(cell is None, cell) for cell in reversed(cells)]


def _line_cells(line: _Line) -> Cells:
    price = line.bound.limit
    if price.metric is None:
        return [None, "(flat)", None, None, None]
    overage = max(0, line.used - line.included)
    return [price.backend, price.metric, line.used, line.included, overage]


def _header(question: Question) -> list[str]:
    own = {
        "": [*OF_APPLICATION, *OF_LINE],
        "application": OF_APPLICATION,
        "account": ["applications"],
    }[question.by]
    return [*PERIOD, "account_id", "account", *own, "amount", "currency"]
