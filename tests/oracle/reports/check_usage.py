"""The cells of `check-usage`, but for the reasons, which are for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.oracle.mapping import REQUESTS, status_is
from tests.oracle.reports.before import span_before
from tests.oracle.reports.table import Cells, Group, Table, by_group, figure, in_order, split_header
from tests.oracle.slots import AN_HOUR, SECONDS
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.world import Row, World

LIMIT_CROSSED = 3  # the exit code
FIRST_ERROR = 400
CONDITION = re.compile(r"([\w.-]+)(>=|<=|>|<)([\d.]+)(%|[a-zA-Z]*)( of previous)?")
FACTORS = {"": 1.0, "%": 0.01, "ms": 1.0, "s": 1000.0, "kB": 1000.0, "h": 3600.0}


def check_usage(world: World, question: Question) -> Table | None:
    """Return the rows; `None` where a condition needs a range that the question does not have."""
    header = ["condition", *split_header(question), "value", "limit", "unit", "failed", "reason"]
    rows: list[Cells] = []
    for text in question.conditions:
        if "previous" in text and not _has_bounds(world, question):
            return None
        rows += _rows(world, question, text)
    has_failed = any(row[-2] for row in rows)
    return Table(header, rows, LIMIT_CROSSED if has_failed else 0)


def _has_bounds(world: World, question: Question) -> bool:
    start, end = world.open_bounds(question)
    return start is not None and end is not None and start < end


def _rows(world: World, question: Question, text: str) -> list[Cells]:
    match = CONDITION.fullmatch(text)
    assert match
    name, operator, number, unit, previous = match.groups()
    threshold = float(number) * FACTORS[unit]
    no_group: Cells = [None for _ in split_header(question)]
    if name == "age":
        if not world.requests:
            return [[text, *no_group, None, threshold, "s", True, ...]]
        age = world.now.timestamp() - max(one.time.timestamp() for one in world.requests)
        return [[text, *no_group, age, threshold, "s", _is(age, operator, threshold), ...]]
    kind = _kind(name, unit, is_of_previous=bool(previous))
    bounds = world.bounds(question)
    before = None
    if previous and bounds:
        span = span_before(*bounds, world.clock(question).zone)
        before = (span.start, span.end)
    if _lacks_log(world, bounds) or (previous and _lacks_log(world, before)):
        return [[text, *no_group, None, None, kind, True, ...]]
    assert bounds
    chosen = list(world.chosen(question))
    now = by_group(world, question, inside(chosen, *bounds))
    old = by_group(world, question, inside(chosen, *before)) if before else {}
    found: list[Cells] = []
    for group in in_order(question, {*now, *old, *_declared(world, question)}):
        value = _value(now.get(group, []), name, kind)
        limit: float | None = threshold
        if previous:
            earlier = _value(old.get(group, []), name, kind)
            limit = earlier * threshold if earlier else None
        has_requests = any(entry.metric == REQUESTS for _, _, entry in now.get(group, []))
        failed = value is None and has_requests
        if value is not None and limit is not None:
            failed = _is(value, operator, limit)
        found.append([text, *group, value, limit, kind, failed, ...])
    return found


def _kind(name: str, unit: str, *, is_of_previous: bool) -> str:
    if name == "error_rate" or (unit == "%" and not is_of_previous):
        return "share"
    if re.fullmatch(r"p\d\d", name):
        return "ms"
    return "bytes" if name == "bytes" else "count"


def _is(value: float, operator: str, limit: float) -> bool:
    return {
        ">": value > limit,
        ">=": value >= limit,
        "<": value < limit,
        "<=": value <= limit,
    }[operator]


def _value(rows: list[Row], name: str, kind: str) -> float | None:
    requests = [row for row in rows if row[2].metric == REQUESTS]
    if kind == "ms":
        return figure(requests, name) if requests else None
    if name == "bytes":
        return float(figure(requests, "bytes") or 0)
    if name in {"error_rate", "none"} or name[0].isdigit():
        statuses = [one.request.status for _, one, _ in requests]
        part = sum(
            (status or 0) >= FIRST_ERROR if name == "error_rate" else status_is(status, name)
            for status in statuses
        )
        if kind == "share":
            return part / len(statuses) if statuses else None
        return float(part)
    return float(sum(entry.usage for _, _, entry in rows if entry.metric == name))


def _declared(world: World, question: Question) -> list[Group]:
    """Return the groups of the catalog, which are checked without requests, too."""
    catalog, filters = world.catalog, question.filters
    if not question.split_by:
        return [()]
    names: list[str] = []
    if question.split_by == ("product",):
        names = [one.name for one in catalog.products]
        names = [one for one in names if not filters.products or one in filters.products]
    if question.split_by == ("backend",):
        names = [name for one in catalog.products for name, _ in one.backends] + [
            one.name for one in catalog.products if not one.backends
        ]
        names = [one for one in names if not filters.backends or one in filters.backends]
    return [(name,) for name in names]


def _lacks_log(world: World, bounds: tuple[int, int] | None) -> bool:
    """Whether there is a hole of more than an hour before the present, or no log at all."""
    if not world.covered or bounds is None:
        return True
    first, last = bounds
    now = world.now.timestamp() / SECONDS
    if first >= now:
        return True
    length, has_log = 0.0, False
    for slot in range(first, last):
        if slot >= now:
            break
        if slot in world.covered:
            length, has_log = 0.0, True
            continue
        length += min(slot + 1, now) - slot
        if length > AN_HOUR:
            return True
    return not has_log
