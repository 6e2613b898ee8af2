"""The cells of `requests`: a row for each line that parsed."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.clients import client_of
from tests.oracle.mapping import REQUESTS, counted
from tests.oracle.reports.table import Cells, Table
from tests.oracle.slots import moment_of

if TYPE_CHECKING:
    from tests.oracle.mapping import Counted
    from tests.oracle.question import Question
    from tests.oracle.requests import Request
    from tests.oracle.world import World

HEADER = [
    *("source", "line", "time", "http_method", "host", "path", "query", "status"),
    *("response_bytes", "duration_ms", "upstream_status", "remote_address", "remote_user"),
    *("user_agent", "service", "application_id", "application", "product", "backend", "metrics"),
]
SECRET = re.compile(r"(?i)(?<![^&])((?:user_key|token)=)[^&]+")


def requests(world: World, question: Question) -> Table:
    start, end = world.open_bounds(question)
    zone = ZoneInfo(world.clock(question).zone)
    counting = question.counting or world.catalog.counting
    rows: list[Cells] = []
    for file in sorted(world.lines, key=lambda lines: lines.name):
        for number, one in zip(file.numbers, file.requests, strict=True):
            moment = moment_of(one.time)
            if (start is None or start <= moment) and (end is None or moment < end):
                place: Cells = [f"logs/{file.name}", number, one.time.astimezone(zone).isoformat()]
                of_line = _of_line(one, client_of(one, world.catalog))
                rows.append([*place, *of_line, *_of_catalog(world, one, counting)])
    return Table(HEADER, rows)


def _of_line(one: Request, client: str | None) -> Cells:
    query = SECRET.sub(r"\1***", one.query) or None
    return [
        *(one.http_method, one.host, one.path, query, one.status, one.size, one.milliseconds),
        *(one.upstream, client, one.user, one.agent, one.service),
    ]


def _of_catalog(world: World, request: Request, counting: str) -> Cells:
    """Return the cells of a request that is not excluded; of one that is, nothing."""
    one = counted(request, world.catalog)
    if one is None:
        return [None] * 5
    consumer = world.consumer(one.application)
    return [consumer.id, consumer.name, one.product, one.backend, _metrics(one, counting)]


def _metrics(one: Counted, counting: str) -> str | None:
    if not one.counts_as_usage(counting):
        return None
    usage: Counter[str] = Counter()
    for entry in one.entries:
        if entry.metric != REQUESTS:
            usage[entry.metric] += entry.usage
    return " ".join(f"{metric}={usage[metric]}" for metric in sorted(usage)) or None
