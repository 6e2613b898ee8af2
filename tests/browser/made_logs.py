"""Logs for the page: a month of 33 applications, a year of 400, and one of hostile names."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAY = datetime(2026, 5, 1, tzinfo=UTC)
NOW = "2026-06-01T12:00:00+00:00"
HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "{{7*7}}${7*7}",
    "bidi \u202egnp.exe",
    "x" * 3000,
    "=cmd|'/c calc'!A1",
    "a,b \"quoted\", 'c'",
    "<b>bold</b> & more",
)
"""Names of applications that would run, or break the page, where they are not text."""

CATALOG = """
timezone = "{zone}"
coverage = "continuous"
identify = ["query:user_key"]
applications = "applications.csv"
[[products]]
name = "api"
methods = ["reads", "writes", "searches", "exports"]
rules = [
  {{ http_method = "GET", pattern = "/items", metric = "reads" }},
  {{ http_method = "POST", pattern = "/items", metric = "writes" }},
  {{ http_method = "GET", pattern = "/search", metric = "searches" }},
  {{ http_method = "GET", pattern = "/export", metric = "exports" }},
]
[[plans]]
name = "basic"
limits = [{{ metric = "hits", value = {limit}, per = "day" }}]
"""
_TARGETS = (
    ("GET", "/items/7"),
    ("POST", "/items"),
    ("GET", "/search"),
    ("GET", "/export"),
    ("PUT", "/x"),
)


def key_of(number: int) -> str:
    return f"secret-key-{number:05d}-{number * 7919 % 99991:05d}"


def write_catalog(folder: Path, names: list[str], *, limit: int = 20, zone: str = "UTC") -> None:
    """Write a catalog, and applications of some accounts."""
    rows = [
        f'{key_of(number)},app-{number},"{name.replace(chr(34), chr(34) * 2)}",'
        f"Account {number % 90},basic,2026-04-{1 + number % 28:02d}"
        for number, name in enumerate(names)
    ]
    header = "key,id,name,account,plan,created_at"
    folder.joinpath("applications.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
    folder.joinpath("usagestats.toml").write_text(CATALOG.format(zone=zone, limit=limit), "utf-8")


def write_log(
    path: Path, start: datetime, days: int, applications: int, per_day: int, seed: int = 7
) -> None:
    """Write a log with durations: calm nights, weekends and a bad day, some refused requests."""
    chance = random.Random(seed)
    lines = (
        line
        for day in range(days)
        for line in _day(start + timedelta(days=day), day, applications, per_day, chance)
    )
    path.write_text("".join(lines), encoding="utf-8")


def _day(
    midnight: datetime, number: int, applications: int, per_day: int, chance: random.Random
) -> Iterator[str]:
    count = int(per_day * (0.4 if midnight.weekday() >= 5 else 1.0) * chance.uniform(0.9, 1.1))
    seconds = sorted(int(chance.triangular(0, 86_399, 50_000)) for _ in range(count))
    for second in seconds:
        who = int(applications * chance.random() ** 3)
        verb, target = chance.choices(_TARGETS, (60, 20, 12, 5, 3))[0]
        fault = 0.2 if number % 17 == 9 else 0.004
        status = chance.choices((200, 304, 404, 429, 503), (93, 3, 3, 1, 100 * fault))[0]
        moment = midnight + timedelta(seconds=second)
        took = chance.lognormvariate(-3.2, 0.8)
        yield (
            f"203.0.113.{chance.randrange(250)} - - [{moment:%d/%b/%Y:%H:%M:%S} +0000]"
            f' "{verb} {target}?user_key={key_of(who)} HTTP/1.1" {status} {chance.randrange(9000)}'
            f' "-" "t" {took:.3f}\n'
        )
