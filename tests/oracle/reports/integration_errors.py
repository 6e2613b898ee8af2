"""The cells of `integration-errors`; any words will do as a message."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.clients import is_address, without_port
from tests.oracle.made.passed_on import CLIENTS, CONNECTIONS, PROXIES
from tests.oracle.mapping import REQUESTS
from tests.oracle.reports.clients import network
from tests.oracle.reports.table import Cells, Table
from tests.oracle.world import inside

if TYPE_CHECKING:
    from tests.oracle.question import Question
    from tests.oracle.requests import Request
    from tests.oracle.world import World

HEADER = ["code", "message", "requests", "first", "last", "sample"]
MADE = {without_port(one) for one in (*CLIENTS, *CONNECTIONS, *PROXIES)}
NETWORKS = {
    text: network(without_port(text))
    for one in (*MADE, *CLIENTS, *PROXIES, "192.0.2.8", "10.0.0.9")
    if is_address(text := one.partition("%")[0])
}
ADDRESS = re.compile("|".join(map(re.escape, sorted(NETWORKS, key=len, reverse=True))))
"""The addresses that are made, the longest first."""
SECRETS = ("user_key", "api_key", "apikey", "token")


def integration_errors(world: World, question: Question) -> Table:
    bounds = world.bounds(question)
    if bounds is None:
        return Table(HEADER, [])
    zone = ZoneInfo(world.clock(question).zone)
    groups: dict[str, list[Request]] = defaultdict(list)
    for _, one, entry in inside(world.chosen(replace(question, counting="matched")), *bounds):
        if entry.metric == REQUESTS and one.problem:
            groups[one.problem].append(one.request)
    found: list[Cells] = []
    for code in sorted(groups, key=lambda one: (-len(groups[one]), one)):
        times = sorted(request.time for request in groups[code])
        sample = min(shown(one.text, world) for one in groups[code] if one.time == times[0])
        ends = [one.astimezone(zone).isoformat() for one in (times[0], times[-1])]
        found.append([code, ..., len(times), *ends, sample])
    return Table(HEADER, found)


def shown(line: str, world: World) -> str:
    """Hide secret credentials and addresses, and make tabs visible."""
    secret = (one for one in world.catalog.identify if one.is_secret)
    names = {*SECRETS, *(one.parameter for one in secret if one.parameter)}
    for name in names:
        line = re.sub(rf"(?i)([?&]{name}=)[^&\s\"]+", r"\1***", line)
    for user in {one.user for one in world.requests if one.user and one.text == line}:
        if any(one.where == "remote_user" and one.is_secret for one in world.catalog.identify):
            line = line.replace(user, "***")
    line = ADDRESS.sub(lambda found: NETWORKS[found[0]], line)
    return line.replace("\t", r"\t")
