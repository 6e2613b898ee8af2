"""The cells of `overview`."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.mapping import NOBODY, REQUESTS
from tests.oracle.question import Filters
from tests.oracle.reports.alerts import all_alerts
from tests.oracle.reports.before import span_before
from tests.oracle.reports.bound import is_shown
from tests.oracle.reports.table import CLASSES, Cells, Table, status_class
from tests.oracle.slots import A_DAY, SECONDS, Span, bounds_of, local, start_of
from tests.oracle.world import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tests.oracle.question import Question
    from tests.oracle.world import World

HEADER = ["section", "name", "value", "previous", "change", "change_per_day"]
MOST = 5
VIOLATION = 100


def overview(world: World, question: Question) -> Table:
    bounds = usual_bounds(world, question)
    if bounds is None:
        return Table(HEADER, [])
    this = Span(*bounds, *bounds)
    before = span_before(*bounds, world.clock(question).zone)
    both = (this, before)
    rows: list[Cells] = []

    def add(section: str, names: Iterable[str], figures: Sequence[Mapping[str, int]]) -> None:
        rows.extend(_row(world, section, name, both, figures) for name in names)

    used = [_usage(world, question, span) for span in both]
    add("traffic", world.catalog.metrics(), used)
    callers = [_requests(world, question, span, _caller(world)) for span in both]
    for one in callers:
        one.pop(NOBODY, None)
    add("top applications", _largest(callers[0]), callers)
    answers = [
        _requests(world, question, span, lambda _, status: status_class(status)) for span in both
    ]
    add("response codes", CLASSES, answers)
    rows.append(_new_applications(world, question, both))
    violations = [_violations(world, question, span) for span in both]
    add("potential upgrades", _largest(violations[0]), violations)
    if question.filters == Filters(products=question.filters.products):
        errors = [_errors(world, question, span) for span in both]
        add("integration errors", _by_size(errors), errors)
    return Table(HEADER, rows)


def usual_bounds(world: World, question: Question) -> tuple[int, int] | None:
    """Return the range; the last 30 days, or those up to the end of the logs, if none is given."""
    if question.range or not world.covered:
        return world.bounds(question) if world.covered else None
    clock = world.clock(question)
    start, end = bounds_of("last-30-days", clock)
    if start is not None and max(world.covered) + 1 <= start:
        last_day = local(max(world.covered), clock.zone).date()
        end = start_of(last_day + timedelta(1), clock.zone)
        start = start_of(last_day - timedelta(29), clock.zone)
    return (start, end) if start is not None and end is not None else None


def _row(
    world: World,
    section: str,
    name: str,
    both: tuple[Span, Span],
    figures: Sequence[Mapping[str, int]],
) -> Cells:
    value, previous = (
        figure.get(name, 0) if span.is_known(world.covered) else None
        for span, figure in zip(both, figures, strict=True)
    )
    is_whole = all(span.is_covered(world.covered) for span in both)
    return [section, name, *_changed(value, previous, both, is_whole=is_whole)]


def _changed(
    value: int | None, previous: int | None, both: tuple[Span, Span], *, is_whole: bool
) -> Cells:
    """Return the cells of a row, with the change of the figure per day if days differ."""
    change = daily = None
    if is_whole and value is not None and previous:
        change = (value - previous) / previous
        days, days_before = (round((span.end - span.start) / A_DAY) for span in both)
        if days != days_before and days:
            daily = value * days_before / days / previous - 1
    return [value, previous, change, daily]


def _usage(world: World, question: Question, span: Span) -> Counter[str]:
    found: Counter[str] = Counter()
    for _, _, entry in inside(world.chosen(question), span.start, span.end):
        found[entry.metric] += entry.usage
    return found


def _requests(
    world: World, question: Question, span: Span, name: Callable[[str, int | None], str]
) -> Counter[str]:
    return Counter(
        name(one.application, one.request.status)
        for _, one, entry in inside(world.chosen(question), span.start, span.end)
        if entry.metric == REQUESTS
    )


def _caller(world: World) -> Callable[[str, int | None], str]:
    return lambda application, _: world.label(application)


def _largest(figures: Mapping[str, int]) -> list[str]:
    return sorted(figures, key=lambda name: (-figures[name], name))[:MOST]


def _by_size(errors: list[Counter[str]]) -> list[str]:
    """Return the codes of both spans: those of the range by their number, then the others."""
    ordered = [sorted(one, key=lambda code: (-one[code], code)) for one in errors]
    return list(dict.fromkeys([*ordered[0], *ordered[1]]))


def _new_applications(world: World, question: Question, both: tuple[Span, Span]) -> Cells:
    section = "new applications"
    if not world.catalog.applications:
        return _first_seen(world, question, both)
    zone = ZoneInfo(world.clock(question).zone)
    times = []
    for one in world.catalog.applications:
        if one.created_at and world.is_chosen(world.shown(one), question.filters):
            time = datetime.fromisoformat(one.created_at)
            time = time if time.tzinfo else time.replace(tzinfo=zone)
            times.append(time.timestamp() / SECONDS)
    if not times:
        return [section, "registered", None, None, None, None]
    now, before = (sum(span.start <= time < span.end for time in times) for span in both)
    return [section, "registered", *_changed(now, before, both, is_whole=True)]


def _first_seen(world: World, question: Question, both: tuple[Span, Span]) -> Cells:
    only_apps = replace(
        question.filters, products=(), backends=(), statuses=(), paths=(), http_methods=()
    )
    slots: dict[str, list[int]] = defaultdict(list)
    for slot, one, _ in world.chosen(replace(question, filters=only_apps)):
        if one.application != NOBODY:
            slots[one.application].append(slot)
    firsts = [min(found) for found in slots.values()]
    figures = [
        {"first seen": sum(span.start <= first < span.end for first in firsts)} for span in both
    ]
    return _row(world, "new applications", "first seen", both, figures)


def _violations(world: World, question: Question, span: Span) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in all_alerts(world, question):
        is_inside = span.start <= one.slot < span.end
        if one.level >= VIOLATION and is_inside and is_shown(world, question, one.bound):
            consumer = one.bound.consumer
            found[consumer.account or world.label_of(consumer)] += 1
    return found


def _errors(world: World, question: Question, span: Span) -> Counter[str]:
    rows = inside(world.chosen(replace(question, counting="matched")), span.start, span.end)
    return Counter(
        one.problem for _, one, entry in rows if entry.metric == REQUESTS and one.problem
    )
