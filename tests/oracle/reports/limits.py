"""The cells of `limits`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracle.reports.bound import bound_limits, dates_of, is_shown, usage_of
from tests.oracle.reports.table import Cells, Nearly, Table
from tests.oracle.slots import SECONDS, local, spans

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = [
    *("application_id", "application", "account_id", "account", "plan_id", "plan", "backend"),
    *("metric", "per", "period_start", "period_end", "partial", "current", "limit"),
    *("utilisation", "projected"),
]


@dataclass(frozen=True)
class Present:
    """The moment that the report is about, in seconds: usage ends there, and logs should."""

    end: float
    due: float

    @property
    def slot(self) -> int:
        """The slot that holds the last instant before."""
        return int(-(-self.end // SECONDS)) - 1


def limits(world: World, question: Question) -> Table:
    bound = bound_limits(world, question)
    if not world.covered or not bound:
        return Table(HEADER, [])
    present = _present(world, question)
    rows = []
    for one in bound:
        if is_shown(world, question, one):
            period = _period(world, one.limit.per, present)
            usage = usage_of(world, question, one)
            used = sum(
                number
                for slot, number in usage.items()
                if period.start <= slot and slot * SECONDS < present.end
            )
            current = used if period.is_known else None
            limit = one.limit
            utilisation = None if current is None or not limit.value else current / limit.value
            is_projected = current is not None and period.growth is not None
            projected = Nearly((current or 0) * (period.growth or 0)) if is_projected else None
            ends = [one.limit.per, *period.cells, current, limit.value, utilisation, projected]
            rows.append([*one.consumer.cells, limit.backend, limit.metric, *ends])
    place = HEADER.index("utilisation")
    return Table(HEADER, sorted(rows, key=lambda row: _place(row, place)))


def _place(row: Cells, column: int) -> tuple[bool, float]:
    value = row[column]
    return (value is None, -value if isinstance(value, float) else 0.0)


def _present(world: World, question: Question) -> Present:
    """Return now, or the past end of the range; or the end of the logs before it."""
    start, end = dates_of(world, question)
    now = world.now.timestamp()
    is_past = end is not None and end * SECONDS <= now
    moment = end * SECONDS if end is not None and is_past else now + 1e-6
    before = [slot for slot in world.covered if slot * SECONDS < moment]
    last = (max(before) + 1) * SECONDS if before else moment
    if last >= moment or (start is not None and last <= start * SECONDS):
        return Present(moment, moment)
    return Present(last, moment if is_past else last)


@dataclass(frozen=True)
class _Current:
    """The current period: its first slot, its cells, and the usage in all ÷ the usage so far."""

    start: int
    cells: Cells
    is_known: bool
    growth: float | None


def _period(world: World, per: str, present: Present) -> _Current:
    zone = world.catalog.limit_timezone
    if per == "eternity":
        start = min([*world.covered, present.slot])
        begins = min(min(world.covered) * SECONDS, present.end)
        is_known = any(begins <= slot * SECONDS < present.end for slot in world.covered)
        begin = _shown(start, zone) if is_known else None
        return _Current(start, [begin, None, True], is_known, None)
    (span,) = spans(per, present.slot, present.slot + 1, zone)
    covered = 0.0
    for slot in range(span.start, present.slot + 1):
        if slot in world.covered:
            covered += min((slot + 1) * SECONDS, present.end) - slot * SECONDS
    due = min(span.end * SECONDS, present.due)
    is_partial = any(
        slot not in world.covered for slot in range(span.start, int(-(-due // SECONDS)))
    )
    growth = None
    if covered > 1e-6:
        growth = 1 + (span.end * SECONDS - present.end) / covered
    cells = [_shown(span.start, zone), _shown(span.end, zone), is_partial]
    return _Current(span.start, cells, covered > 0, growth)


def _shown(slot: int, zone: str) -> str:
    return local(slot, zone).isoformat()
