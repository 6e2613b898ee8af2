"""The figures of `overview`: those of a range, each beside that of the range before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.periods.in_range import inside
from usagestats.reports.alerts import VIOLATION
from usagestats.reports.integration_errors import problems_by_code
from usagestats.reports.signups import applications_by_age
from usagestats.tables.declared import NO_APPLICATION
from usagestats.tables.statuses import CLASSES, status_class

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.catalog.registry import Registry
    from usagestats.reports.overview_parts.two_spans import FigureRow, TwoSpans
    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.parts.plan_limits import PlanLimits

_TOP: Final = 5


def figures(
    limits: PlanLimits,
    usage: pl.DataFrame,
    problems: pl.DataFrame,
    spans: TwoSpans,
    alerts: pl.DataFrame,
) -> list[FigureRow]:
    """Return the rows of all sections.

    Args:
        limits: The limits, the catalog and the filters, with the registry.
        usage: USAGE by application and status, in the slots that the limits need.
        problems: PROBLEMS.
        spans: The range, and the range before.
        alerts: The alerts in `usage`, see `alerts_in`.
    """
    filters = limits.filters
    parts = [filters.apply(inside(usage, span)) for span in spans.ranges()]
    requests = [part.filter(pl.col("metric") == "requests") for part in parts]
    used = [_sums(filters.counted(part), "metric") for part in parts]
    callers = [_by_application(part, filters) for part in requests]
    answers = [
        _sums(part.with_columns(status_class().alias("class")), "class") for part in requests
    ]
    chosen = limits.terms.chosen(alerts)
    violations = [
        _violations(inside(chosen, span, "time"), filters.registry) for span in spans.ranges()
    ]
    errors = [
        dict(
            problems_by_code(problems, span, filters.products)
            .select("code", "requests")
            .iter_rows()
        )
        for span in spans.ranges()
    ]
    return [
        *spans.rows("traffic", limits.catalog.metrics(), *used),
        *spans.rows("top applications", _largest(callers[0]), *callers),
        *spans.rows("response codes", CLASSES, *answers),
        _new_applications(filters, usage, spans),
        *spans.rows("potential upgrades", _largest(violations[0]), *violations),
        *spans.rows("integration errors", dict.fromkeys([*errors[0], *errors[1]]), *errors),
    ]


def _sums(usage: pl.DataFrame, key: str | pl.Expr) -> dict[str, int]:
    """Add up usage by a key."""
    return dict(usage.group_by(key).agg(pl.col("usage").sum()).iter_rows())


def _by_application(requests: pl.DataFrame, filters: Filters) -> dict[str, int]:
    """Count the requests of each application by its label, without requests of no application."""
    known = requests.filter(pl.col("application") != NO_APPLICATION)
    by_credential = known.group_by("application").agg(pl.col("usage").sum())
    labels = map_distinct(by_credential["application"], filters.registry.label, pl.String())
    return _sums(by_credential.with_columns(labels), "application")


def _largest(figures: Mapping[str, int]) -> list[str]:
    """Return the names with the largest figures; equal figures in the order of the names."""
    return sorted(figures, key=lambda name: (-figures[name], name))[:_TOP]


def _violations(alerts: pl.DataFrame, registry: Registry) -> dict[str, int]:
    """Count the violations of each account, by its label; an application without one by its own."""
    owners = alerts.filter(pl.col("level") >= VIOLATION)["application_id"].cast(pl.String)
    return dict(Counter(registry.account_label(one) or registry.label(one) for one in owners))


def _new_applications(filters: Filters, usage: pl.DataFrame, spans: TwoSpans) -> FigureRow:
    """Count new applications by `created_at`, which needs no log, or else by the first request."""
    every = applications_by_age(filters.of_applications(), usage, spans.zone)
    is_registered = bool(filters.registry.identities)
    times = every["created_at" if is_registered else "first_seen"].drop_nulls()
    counts = [
        sum(span.start <= time < span.end for time in times.to_list())
        for span in (spans.this, spans.before)
    ]
    section = "new applications"
    if not is_registered:
        this, before = ({"first seen": count} for count in counts)
        return spans.rows(section, ["first seen"], this, before)[0]
    if times.is_empty():
        return section, "registered", None, None, None, None
    return section, "registered", *counts, *spans.changes(*counts)
