"""Questions by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.catalog import pseudonym
from tests.oracle.made.catalogs import IDS, KEYS, USERS, ZONES
from tests.oracle.question import Filters, Question

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from tests.oracle.catalog import Catalog

SPLITS = ("product", "backend", "app", "plan", "account", "status", "path", "user-agent")
NAMED_RANGES = (
    "today", "yesterday", "this-week", "last-week", "this-month", "last-month", "this-quarter",
    "last-quarter", "this-year", "last-year", "last-24-hours", "last-7-days", "last-4-weeks",
    "last-2-months", "24h", "7d", "4w",
)  # fmt: skip
QUESTIONS = 4
REPORTS = (
    *("traffic", "traffic", "traffic", "averages", "top-apps", "response-codes", "movement"),
    "latency",
    *("integration-errors", "limits", *["alerts"] * 4, "top-paths", "overview"),
    *("billing", "billing", "check-usage", *["clients"] * 3, "peaks", "requests", "signups"),
)


def made_questions(
    chance: Random, catalog: Catalog, begin: datetime, end: datetime
) -> tuple[Question, ...]:
    """Make some questions about the time of the logs."""
    return tuple(_question(chance, catalog, begin, end) for _ in range(QUESTIONS))


def _question(chance: Random, catalog: Catalog, begin: datetime, end: datetime) -> Question:
    report = chance.choice(REPORTS)
    zone = chance.choice(("", *ZONES))
    asked = Question(
        report,
        range=_range(chance, begin, end, zone or catalog.timezone),
        timezone=zone,
        filters=_filters(chance, catalog),
        has_bounds=chance.random() < 0.2,
    )
    if report in {"requests", "signups"}:
        return _listed(chance, asked)
    if report not in {"integration-errors", "peaks", "top-paths", "response-codes", "clients"}:
        asked = replace(asked, counting=chance.choice(("", "", "", "matched", "authorized")))
    if report == "billing":
        months = _months(chance, begin, end, zone or catalog.timezone)
        return _bill(chance, asked, months)
    if report in {"limits", "alerts"}:
        only = replace(asked.filters, statuses=(), paths=(), http_methods=())
        return _of_levels(chance, replace(asked, filters=only))
    if report in {"top-apps", "top-paths"}:
        limit = chance.choice((0, 0, 1, 3))
        by = chance.choice(("", "15min", "day", "week", "month", "all"))
        by = by if report == "top-paths" and not limit else ""
        asked = replace(asked, is_all=chance.random() < 0.5, limit=limit, by=by)
    if report == "movement":
        asked = replace(asked, top=chance.choice((0, 1, 3)), is_all=chance.random() < 0.5)
    metric = chance.choice(("", "", *catalog.metrics()))
    if report in {"traffic", "averages", "top-apps", "movement", "latency"}:
        asked = replace(asked, metric=metric)
    if report in {"averages", "clients", "latency", "peaks", "response-codes", "traffic"}:
        return _of_splits(chance, asked, begin, end)
    return _checks(chance, catalog, asked) if report == "check-usage" else asked


def _of_splits(chance: Random, asked: Question, begin: datetime, end: datetime) -> Question:
    """Make a question to a report whose rows may be split."""
    splits = tuple(chance.sample(SPLITS, chance.choice((0, 0, 1, 2))))
    widths = ("", "15min", "hour", "day", "week", "month", "year", "all")
    if asked.report == "averages":
        return replace(
            asked,
            by=(by := chance.choice(("", "hour", "weekday-hour"))),
            split_by=splits,
            is_portal=by != "weekday-hour" and chance.random() < 0.3,
            week_start=chance.choice(("", "", "sunday")),
        )
    if asked.report == "latency":
        least = chance.choice((0, 0, 1, 3))
        asked = replace(asked, split_by=splits, has_metrics=chance.random() < 0.4, least=least)
        return _of_periods(chance, replace(asked, by=chance.choice(("", *widths))), begin, end)
    if asked.report == "response-codes":
        splits = tuple(one for one in splits if one != "status")
        is_wide = chance.random() < 0.2
        wide = "status" if is_wide else ""
        return replace(asked, by=chance.choice(widths), split_by=splits, wide=wide)
    is_ranked = asked.report == "clients" and chance.random() < 0.5
    asked = replace(asked, by="" if is_ranked else chance.choice(widths), split_by=splits)
    return _of_periods(chance, asked, begin, end)


def _listed(chance: Random, asked: Question) -> Question:
    """Make a question to a list of requests, or of applications."""
    if asked.report == "requests":
        counting = chance.choice(("", "matched", "authorized"))
        return replace(asked, filters=Filters(), counting=counting)
    only = Filters(apps=asked.filters.apps, plans=asked.filters.plans)
    limit = chance.choice((0, 0, 1, 3))
    return replace(asked, filters=only, is_all=not limit and chance.random() < 0.5, limit=limit)


def _of_levels(chance: Random, asked: Question) -> Question:
    if asked.report == "limits":
        return asked
    level, fail_level = chance.choice((0, 0, 50, 100)), chance.choice((0, 0, 80, 100))
    return replace(asked, from_level=level, fail_level=fail_level)


def _bill(chance: Random, asked: Question, months: str) -> Question:
    only = replace(asked.filters, statuses=(), paths=(), http_methods=())
    by = chance.choice(("", "", "application", "account"))
    is_of_months = chance.random() < 0.9
    return replace(asked, filters=only, by=by, range=months if is_of_months else asked.range)


def _of_periods(chance: Random, asked: Question, begin: datetime, end: datetime) -> Question:
    if asked.report == "traffic":
        asked = _traffic(chance, asked)
    if asked.report == "clients":
        asked = _clients(chance, asked)
    return asked if not asked.by else _by_minute(chance, asked, begin, end)


def _by_minute(chance: Random, asked: Question, begin: datetime, end: datetime) -> Question:
    """Ask some questions about minutes instead, of a few hours; a store has no minutes."""
    if asked.is_compared or asked.is_dense or chance.random() < 0.8:
        return asked
    start = begin + (end - begin) * chance.random()
    bounds = (_slot(start), _slot(start + timedelta(hours=chance.choice((1, 3)))))
    hours = "..".join(f"{one:%Y-%m-%dT%H:%MZ}" for one in bounds)
    return replace(asked, by=chance.choice(("minute", "5min")), range=hours)


def _clients(chance: Random, asked: Question) -> Question:
    if asked.by:
        return replace(asked, week_start=chance.choice(("", "sunday")))
    return replace(
        asked,
        limit=chance.choice((0, 0, 3)),
        is_all=chance.random() < 0.7,
        shows_addresses=chance.random() < 0.5,
    )


def _traffic(chance: Random, asked: Question) -> Question:
    kind = chance.choice(("plain", "plain", "compared", "wide", "long"))
    asked = replace(
        asked,
        measure=chance.choice(("", "", "", "bytes", "p50", "p95", "usage,p99", "p90,bytes")),
        week_start=chance.choice(("", "", "sunday")),
        is_compared=kind == "compared",
        is_long=kind == "long",
        is_dense=bool(asked.split_by) and kind != "wide" and chance.random() < 0.2,
    )
    if kind != "wide":
        top = chance.choice((0, 1, 2, 4)) if asked.split_by else 0
        return replace(asked, top=top)
    asked = replace(asked, measure=asked.measure.partition(",")[0])
    wide = chance.choice(("app", "backend", "status"))
    splits = tuple(one for one in asked.split_by[:1] if one != wide)
    top = 0 if wide == "status" else chance.choice((0, 1, 2, 4))
    return replace(asked, wide=wide, split_by=splits, top=top)


def _range(chance: Random, begin: datetime, end: datetime, zone: str) -> str:
    kind = chance.choice(("none", "named", "calendar", "dates", "times", "open", "open end"))
    here = ZoneInfo(zone)
    between = sorted((begin + (end - begin) * chance.random()).astimezone(UTC) for _ in range(2))
    first, last = (one.astimezone(here) for one in between)  # in order, whatever clocks show
    if kind == "none":
        return ""
    if kind == "named":
        return chance.choice(NAMED_RANGES)
    if kind == "calendar":
        quarter = f"{first.year}-Q{(first.month + 2) // 3}"
        week = "{}-W{:02}".format(*first.isocalendar()[:2])
        return chance.choice((f"{first:%Y}", f"{first:%Y-%m}", f"{first:%Y-%m-%d}", quarter, week))
    if kind == "dates":
        return f"{first:%Y-%m-%d}..{last:%Y-%m-%d}"
    if kind == "times":
        bounds = [_slot(one) for one in (between[0], between[1] + timedelta(minutes=15))]
        return "..".join(f"{one:%Y-%m-%dT%H:%MZ}" for one in bounds)
    return f"{first:%Y-%m-%d}.." if kind == "open" else f"..{last:%Y-%m-%d}"


def _checks(chance: Random, catalog: Catalog, asked: Question) -> Question:
    metric = chance.choice(catalog.metrics())
    known = (
        *("requests<3", "requests>=5", "error_rate>20%", "404>0", "5xx>=10%", "none<=0", "age>1h"),
        *("p95>200ms", "p50<0.1s", "bytes>1kB", f"{metric}<2", f"{metric}<50% of previous"),
        *("requests>100% of previous", "error_rate>=100% of previous", "p90>90% of previous"),
    )
    keys = ("product", "backend", "app", "plan", "account")
    return replace(
        asked,
        conditions=tuple(chance.sample(known, chance.randint(1, 3))),
        split_by=tuple(chance.sample(keys, chance.choice((0, 1, 1, 2)))),
    )


def _months(chance: Random, begin: datetime, end: datetime, zone: str) -> str:
    """Return a range of whole months, or one that ends now, or none."""
    here = ZoneInfo(zone)
    first, last = begin.astimezone(here), end.astimezone(here)
    between = f"{first:%Y-%m}..{last:%Y-%m}"
    named = ("", "", "this-month", "last-month", "this-year", "last-2-months")
    return chance.choice((*named, f"{first:%Y-%m}", f"{last:%Y}", f"{first:%Y-%m}..", between))


def _slot(time: datetime) -> datetime:
    time = time.astimezone(ZoneInfo("UTC"))
    return time.replace(minute=time.minute // 15 * 15, second=0, microsecond=0)


def _filters(chance: Random, catalog: Catalog) -> Filters:
    if chance.random() < 0.4:
        return Filters()

    def some(share: float, *values: str) -> tuple[str, ...]:
        known = sorted({value for value in values if value})
        if not known or chance.random() > share:
            return ()
        return tuple(chance.sample(known, min(len(known), chance.choice((1, 1, 2)))))

    apps = catalog.applications
    names = [name for one in apps for name in (one.id, one.name)]
    return Filters(
        products=some(0.15, *(one.name for one in catalog.products)),
        backends=some(0.2, *(one.name for one in catalog.backends)),
        apps=some(0.2, *names, "(none)", *map(pseudonym, KEYS), *IDS, *USERS),
        plans=some(0.1, *(one.plan for one in apps)),
        accounts=some(0.1, *(one.account for one in apps)),
        statuses=some(0.25, "404", "2xx", "4xx", "5xx", "none", "200"),
        paths=some(0.1, "/v1", "/items", "/", "/v1/x/"),
        http_methods=some(0.1, "GET", "POST", "none"),
    )
