"""The cells of `clients`: networks or addresses that are ranked, and numbers by period."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from tests.oracle.mapping import NOBODY, REQUESTS
from tests.oracle.reports.table import (
    PERIOD,
    Cells,
    Table,
    by_group,
    group_of,
    in_order,
    split_header,
)
from tests.oracle.slots import spans
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.reports.table import Group
    from tests.oracle.world import Row, World

USUAL_ROWS = 20


def clients(world: World, question: Question) -> Table:
    every = replace(question, counting="matched")
    rows = [row for row in world.chosen(every) if row[2].metric == REQUESTS]
    return _by_period(world, every, rows) if question.by else _ranked(world, every, rows)


def _by_period(world: World, question: Question, rows: list[Row]) -> Table:
    header = [*PERIOD, *split_header(question), "requests", "clients", "applications"]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    rows = list(inside(rows, *bounds))
    has_addresses = not rows or any(one.request.address for _, one, _ in rows)
    clock = world.clock(question)
    found: list[Cells] = []
    for span in spans(question.by, *bounds, clock.zone, clock.week_start):
        groups = by_group(world, question, inside(rows, span.first, span.last))
        if not question.split_by:
            groups[()] = groups.get((), [])
        for group in in_order(question, groups):
            start = span.times(world.covered, clock.zone)
            figures = _figures(world, groups[group], has_addresses=has_addresses)
            is_known = span.is_known(world.covered)
            found.append([*start, *group, *(figures if is_known else [None] * 3)])
    return Table(header, found)


def _figures(world: World, rows: list[Row], *, has_addresses: bool) -> Cells:
    addresses = {one.request.address for _, one, _ in rows} - {None}
    owners = {world.consumer(one.application).id for _, one, _ in rows} - {NOBODY}
    return [len(rows), len(addresses) if has_addresses else None, len(owners)]


def _ranked(world: World, question: Question, rows: list[Row]) -> Table:
    header = ["rank", *split_header(question), "client", "requests", "share"]
    bounds = world.bounds(question)
    if bounds is None:
        return Table(header, [])
    counts: Counter[tuple[str | None, Group]] = Counter()
    for row in inside(rows, *bounds):
        address = row[1].request.address
        shown = address if question.shows_addresses or address is None else network(address)
        counts[shown, group_of(world, question, row)] += 1
    in_place = {
        group: place for place, group in enumerate(in_order(question, {g for _, g in counts}))
    }

    def order(key: tuple[str | None, Group]) -> tuple[object, ...]:
        return (-counts[key], key[0] is None, key[0] or "", in_place[key[1]])

    found: list[Cells] = []
    for client, group in sorted(counts, key=order):
        number = counts[client, group]
        rank = 1 + sum(other > number for other in counts.values())
        found.append([rank, *group, client, number, number / counts.total()])
    return Table(header, found[: question.limit or (None if question.is_all else USUAL_ROWS)])


def network(client: str) -> str:
    try:
        address = ip_address(client.split("%", maxsplit=1)[0])
    except ValueError:
        _, dot, domain = client.partition(".")
        return f"*.{domain}" if dot else "(other)"
    width = 24 if address.version == 4 else 48
    return str(ip_network(f"{address}/{width}", strict=False))
