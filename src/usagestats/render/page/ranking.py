"""The tables with bars: applications by usage, and response codes; and limits by application."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.render.page.palette import CLASSES, METHODS, OTHER
from usagestats.render.page.scales import pixels
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.render.page.palette import Color
    from usagestats.report import Report

SHOWN: Final = 20
"""The applications that the page lists."""

VIOLATION: Final = 100
_MOVES: Final = {"up": "▲", "down": "▼", "same": "=", "new": "new"}


@dataclass(frozen=True, slots=True)
class Application:
    """A row of the ranking.

    Args:
        rank: Its rank.
        name: Its name.
        account: Its account.
        plan: Its plan.
        usage: Its usage.
        width: The width of its bar, in per cent of the longest.
        share: Its share.
        moved: How its rank moved.
        color: The class of its bar.
    """

    rank: str
    name: str
    account: str
    plan: str
    usage: str
    width: str
    share: str
    moved: str = ""
    color: Color = METHODS[0]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The first applications, the others together, and the total."""

    rows: tuple[Application, ...]
    others: Application | None
    total: Application
    has_registry: bool
    is_compared: bool


def ranking(report: Report) -> Ranking:
    """Return the applications with the most usage."""
    ranked = report.rows.filter(pl.col("rank").is_not_null())
    first, further = ranked.head(SHOWN), ranked.slice(SHOWN)
    longest = max([*first["usage"], further["usage"].sum(), 1])
    rows = tuple(_application(row, longest) for row in first.iter_rows(named=True))
    others = None
    if further.height:
        name = "1 other" if further.height == 1 else f"{further.height:,} others"
        others = _sum(name, further, longest)
    return Ranking(
        rows,
        others,
        _sum("Total", ranked, longest),
        has_registry=bool(first["account"].is_not_null().any()),
        is_compared=bool(first["change"].is_not_null().any()),
    )


def _application(row: dict[str, object], longest: int) -> Application:
    usage, share = row["usage"], row["share"]
    return Application(
        rank=str(row["rank"]),
        name=_named(row),
        account=visible(str(row["account"] or "")),
        plan=visible(str(row["plan"] or "")),
        usage=f"{usage:,}",
        width=pixels(100 * float(str(usage)) / longest),
        share=_per_cent(share),
        moved=_moved(row),
    )


def _named(row: dict[str, object]) -> str:
    return visible(str(row["application"]))


def _moved(row: dict[str, object]) -> str:
    text = _MOVES.get(str(row["change"]), "")
    before, rank = row["previous_rank"], row["rank"]
    if row["change"] in {"up", "down"} and isinstance(before, int) and isinstance(rank, int):
        return f"{text} {abs(before - rank)}"
    return text


def _sum(name: str, rows: pl.DataFrame, longest: int) -> Application:
    usage = int(rows["usage"].sum())
    width = pixels(min(100 * usage / longest, 100))
    share = _per_cent(rows["share"].sum()) if usage else ""
    return Application("", name, "", "", f"{usage:,}", width, share, color=CLASSES["none"])


def _per_cent(share: object, digits: int = 1) -> str:
    return "" if share is None else f"{100 * float(str(share)):.{digits}f} %"


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the response codes."""

    status: str
    phrase: str
    requests: str
    share: str
    width: str
    color: Color
    denied: str


def codes(report: Report) -> tuple[Code, ...]:
    """Return the response codes, with their names."""
    rows = report.rows
    most = max([*rows["requests"], 1])
    return tuple(
        Code(
            status="none" if status is None else str(status),
            phrase=_phrase(status),
            requests=f"{requests:,}",
            share=_per_cent(share, 2),
            width=pixels(100 * requests / most),
            color=CLASSES.get(class_, OTHER),
            denied="" if denied is None else "gateway" if denied else "upstream",
        )
        for class_, status, requests, share, denied in rows.select(
            "class", "status", "requests", "share", "denied"
        ).iter_rows()
    )


def _phrase(status: int | None) -> str:
    if status is None:
        return "no status in the log"
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else ""


@dataclass(frozen=True, slots=True)
class Reached:
    """A limit of an application that had alerts."""

    application: str
    account: str
    limit: str
    highest: str
    is_violation: bool
    most_used: str
    alerts: str
    violations: str
    last: str


def limits_reached(report: Report) -> tuple[Reached, ...]:
    """Return one row for each application and limit: the highest first."""
    keys = ("application_id", "application", "account", "backend", "metric", "per", "limit")
    grouped = report.rows.group_by(keys, maintain_order=True).agg(
        pl.col("level").max(),
        pl.col("current").max(),
        alerts=pl.len(),
        violations=(pl.col("level") >= VIOLATION).sum(),
        last=pl.col("time").max(),
    )
    order = ("level", "violations", "alerts", "application", "application_id")
    rows = grouped.sort(order, descending=[True, True, True, False, False])
    return tuple(_reached(row, report) for row in rows.iter_rows(named=True))


def _reached(row: dict[str, object], report: Report) -> Reached:
    owner = f" of {row['backend']}" if row["backend"] else ""
    last = pl.Series([row["last"]]).dt.convert_time_zone(report.zone.key)[0]
    return Reached(
        application=_named(row),
        account=visible(str(row["account"] or "")),
        limit=visible(f"{row['limit']:,} {row['metric']}{owner} per {row['per']}"),
        highest=f"{row['level']} %",
        is_violation=int(str(row["level"])) >= VIOLATION,
        most_used=f"{row['current']:,}",
        alerts=f"{row['alerts']:,}",
        violations=f"{row['violations']:,}",
        last=f"{last.day} {last:%b %Y, %H:%M}",
    )
