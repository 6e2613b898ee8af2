"""The cells of `signups`."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.mapping import NOBODY, identities
from tests.oracle.question import Filters
from tests.oracle.reports.table import Cells, Table
from tests.oracle.slots import SECONDS, local

if TYPE_CHECKING:
    from tests.oracle.catalog import Application
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = [
    *("application_id", "application", "account_id", "account", "plan_id", "plan", "state"),
    *("created_at", "first_seen"),
]
USUAL_ROWS = 10


def signups(world: World, question: Question) -> Table:
    find = _registered if world.catalog.applications else _in_logs
    shown = question.limit or (None if question.is_all else USUAL_ROWS)
    return Table(HEADER, find(world, question)[:shown])


def _first_slots(world: World, question: Question) -> dict[str, int]:
    """Return the first slot of each application, as it is counted; no other filter applies."""
    only = Filters(apps=question.filters.apps)
    found: dict[str, int] = {}
    for slot, one, _ in world.chosen(replace(question, filters=only, counting="matched")):
        if one.application != NOBODY:
            found[one.application] = min(slot, found.get(one.application, slot))
    return found


def _registered(world: World, question: Question) -> list[Cells]:
    zone = ZoneInfo(world.clock(question).zone)
    start, end = world.open_bounds(question)
    firsts = _first_slots(world, replace(question, filters=Filters()))
    rows: list[tuple[float, str, str, Cells]] = []
    for one in world.catalog.applications:
        consumer = world.shown(one)
        created = _created(one, zone)
        if not world.is_chosen(consumer, question.filters):
            continue
        slot = None if created is None else created.timestamp() / SECONDS
        if question.range and (slot is None or not _is_within(slot, start, end)):
            continue
        seen = [firsts[name] for name in identities(one) if name in firsts]
        first = local(min(seen), zone.key).isoformat() if seen else None
        shown = None if created is None else created.astimezone(zone).isoformat()
        cells: Cells = [*consumer.cells, one.state or None, shown, first]
        age = float("inf") if slot is None else -slot
        rows.append((age, consumer.name, consumer.id, cells))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1])]


def _in_logs(world: World, question: Question) -> list[Cells]:
    """Return the applications by their first request, where none is registered."""
    start, end = world.open_bounds(question)
    zone = world.clock(question).zone
    found = {
        name: slot
        for name, slot in _first_slots(world, question).items()
        if _is_within(slot, start, end)
    }
    return [
        [name, name, *[None] * 6, local(found[name], zone).isoformat()]
        for name in sorted(found, key=lambda one: (-found[one], one))
    ]


def _is_within(slot: float, start: int | None, end: int | None) -> bool:
    return (start is None or start <= slot) and (end is None or slot < end)


def _created(one: Application, zone: ZoneInfo) -> datetime | None:
    if not one.created_at:
        return None
    time = datetime.fromisoformat(one.created_at)
    return time if time.tzinfo else time.replace(tzinfo=zone)
