"""`check-usage`: conditions on the usage of a range; those that are met are failures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import Period, Range, span_before
from usagestats.report import Column, ColumnType, Role
from usagestats.reports.check_usage_parts.condition import AGE
from usagestats.reports.check_usage_parts.figures import keys_for, needs_bytes
from usagestats.reports.check_usage_parts.groups import Groups
from usagestats.reports.check_usage_parts.reasons import of_age, of_value, without_log
from usagestats.reports.parts.applications import names_of
from usagestats.reports.parts.columns import split_columns
from usagestats.reports.parts.previous import slot_for_both
from usagestats.reports.parts.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.catalog.model import Catalog
    from usagestats.report import Report
    from usagestats.reports.check_usage_parts.condition import Condition
    from usagestats.reports.parts.filters import Filters
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

_DTYPES: Final[dict[str, pl.DataType]] = {
    "value": pl.Float64(),
    "limit": pl.Float64(),
    "failed": pl.Boolean(),
}
_Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class CheckUsage:
    """The options of `check-usage`, understood.

    Args:
        conditions: The conditions.
        range: The range that they are about.
        zone: The time zone of the output.
        now: The present time, UTC.
        catalog: Declares products and backends, which are checked without requests, too.
        filters: Choose a part of the usage.
        split_by: The keys by which usage is split; each group is checked.
    """

    conditions: tuple[Condition, ...]
    range: Range
    zone: ZoneInfo
    now: datetime
    catalog: Catalog
    filters: Filters
    split_by: tuple[str, ...] = ()

    def grain(self) -> Grain:
        """Return the coarsest grain of USAGE that suffices for this report."""
        keys = {*self.split_by, *keys_for(self.conditions)}
        slot = slot_for_both(self.range, self.zone)
        return self.filters.grain(keys, slot, has_bytes=needs_bytes(self.conditions))

    def before(self) -> Period | None:
        """Return the range before; `None` where the range is open or none comes before it."""
        start, end = self.range.start, self.range.end
        return span_before(Period(start, end), self.zone) if start and end and start < end else None

    def compared(self) -> Range | None:
        """Return the range before, if a condition is about it."""
        before = self.before() if any(one.is_of_previous for one in self.conditions) else None
        return Range(before.start, before.end) if before else None

    def needed(self) -> Range:
        """Return the range whose usage is needed."""
        compared = self.compared()
        return Range(compared.start if compared else self.range.start, self.range.end)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the report."""
        return (
            Column("condition", ColumnType.NAME, is_key=True),
            *split_columns(self.split_by),
            Column("value", ColumnType.MEASURE, unknown="–"),
            Column("limit", ColumnType.MEASURE, unknown="–"),
            Column("unit", ColumnType.NAME, is_detail=True, given_role=Role.REMARK),
            Column("failed", ColumnType.FLAG, is_key=True, given_role=Role.VALUE),
            Column("reason", ColumnType.NAME, is_sentence=True, given_role=Role.REMARK),
        )


def check_usage_report(
    question: CheckUsage, usage: pl.DataFrame, coverage: Coverage, counts: Counts
) -> Report:
    """Compare the figures of each group with each condition.

    Shape: USAGE at `question.grain()` → one row per condition × group, in the order of conditions,
    then of names; a condition on a time that no log covers has one row, which is a failure.
    """
    filters, compared = question.filters, question.compared()
    chosen = Selection.of(usage, question.range, filters, coverage, question.zone)
    before = filters.usage_in(usage, compared) if compared else usage.clear()
    groups = Groups(chosen.usage, before, question.split_by, filters, question.catalog)
    rows = [row for one in question.conditions for row in _rows(one, question, groups, coverage)]
    columns = question.columns()
    schema = {one.key: _DTYPES.get(one.key, pl.String()) for one in columns}
    frame = pl.DataFrame(rows, schema, orient="row")
    report = chosen.report("check-usage", chosen.titled("Checks"), columns, frame, counts)
    # holes and a range without logs are failures: rows, not remarks
    warnings = tuple(one for one in chosen.warnings if not one.startswith("no log covers"))
    return replace(report, notes=(), warnings=warnings)


def _rows(
    condition: Condition, question: CheckUsage, groups: Groups, coverage: Coverage
) -> Iterator[_Row]:
    """Give the rows of a condition."""
    names = names_of(question.split_by)
    no_group = [None for _ in names]
    if condition.figure == AGE:
        last = coverage.last_request
        age = (question.now - last).total_seconds() if last else None
        reason = of_age(condition, age, last, question.zone)
        yield _row(condition, no_group, age, condition.threshold, reason)
        return
    spans = [question.range.within(coverage.hull)]
    spans += [question.before()] if condition.is_of_previous else []
    found = (without_log(span, coverage, question.now, question.zone) for span in spans)
    missing = next((reason for reason in found if reason), None)
    if missing:
        yield _row(condition, no_group, None, None, missing)
        return
    for row in groups.values(condition).iter_rows(named=True):
        value, limit = row["value"], row["limit"]
        reason = of_value(condition, value, limit, requests=row["requests"])
        yield _row(condition, [row[name] for name in names], value, limit, reason)


def _row(
    condition: Condition,
    group: Sequence[str | None],
    value: float | None,
    limit: float | None,
    reason: str | None,
) -> _Row:
    unit = str(condition.unit)
    return (condition.text, *group, value, limit, unit, reason is not None, reason)
