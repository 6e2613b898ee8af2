"""What all reports share: the header and cells of a table, groups of rows, and their figures."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tests.oracle.mapping import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.oracle.question import Question
    from tests.oracle.world import Row, World

PERIOD = ["period_start", "period_end", "covered_start", "covered_end", "partial"]
SPLIT_COLUMNS = {
    "app": ["application_id", "application"],
    "plan": ["plan_id", "plan"],
    "account": ["account_id", "account"],
    "user-agent": ["user_agent"],
}
SUMS = ("usage", "bytes")
CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx", "none"]
SHORTEST = 0.001
BIN = 1.04

Cells = list[object]
Group = tuple[object, ...]
"""The cells of the columns by which rows are split."""


@dataclass(frozen=True)
class Table:
    """The header and the rows of a report, and the exit code."""

    header: list[str]
    rows: list[Cells]
    exit: int = 0


class Nearly(NamedTuple):
    """A whole number that is rounded from a number with decimals, in either direction."""

    value: float


def split_header(question: Question) -> list[str]:
    return [name for key in question.split_by for name in SPLIT_COLUMNS.get(key, [key])]


def group_of(world: World, question: Question, row: Row) -> Group:
    """Return the cells of the split columns of a row."""
    _, one, entry = row
    consumer = world.consumer(one.application)
    cells: dict[str, Cells] = {
        "product": [one.product],
        "backend": [entry.backend],
        "app": [consumer.id, consumer.name],
        "plan": [consumer.plan_id, consumer.plan],
        "account": [consumer.account_id, consumer.account],
        "status": [one.request.status],
        "user-agent": [program(one.request.agent)],
        "path": [path_template(one.request.path)],
    }
    return tuple(cell for key in question.split_by for cell in cells[key])


def path_template(path: str | None) -> str | None:
    """Return a path with its numbers collapsed; the paths that are made have no other ids."""
    return None if path is None else re.sub(r"(?<=/)\d+(?=/|$)", "{id}", path)


def program(agent: str | None) -> str | None:
    """Return the first word of a user agent, without its version."""
    words = (agent or "-").split()
    return None if words[0] == "-" else words[0].partition("/")[0]


def by_group(world: World, question: Question, rows: Iterable[Row]) -> dict[Group, list[Row]]:
    groups: dict[Group, list[Row]] = defaultdict(list)
    for row in rows:
        groups[group_of(world, question, row)].append(row)
    return groups


def in_order(question: Question, groups: Iterable[Group]) -> list[Group]:
    """Sort groups: names before ids, and nothing last."""

    def place(group: Group) -> Group:
        cells = list(group)
        keys: list[object] = []
        for key in question.split_by:
            width = len(SPLIT_COLUMNS.get(key, [key]))
            part, cells = cells[:width], cells[width:]
            keys += [(cell is None, cell) for cell in reversed(part)]
        return tuple(keys)

    return sorted(groups, key=place)


def metrics_shown(world: World, question: Question) -> list[str]:
    known = world.catalog.metrics()
    return [one for one in known if not question.metric or one in {REQUESTS, question.metric}]


def figures(rows: Iterable[Row], metrics: Sequence[str], measure: str) -> list[float | None]:
    """Return the figure of each metric."""
    by_metric: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_metric[row[2].metric].append(row)
    return [figure(by_metric[metric], measure) for metric in metrics]


def figure(rows: list[Row], measure: str) -> float | None:
    """Return the usage, the bytes or a percentile; a request has these once per metric."""
    if measure in {"", "usage"}:
        return sum(entry.usage for _, _, entry in rows)
    requests = [one.request for _, one, entry in rows if entry.is_request]
    if measure == "bytes":
        return sum(request.size or 0 for request in requests)
    known = sorted(one.milliseconds for one in requests if one.milliseconds is not None)
    if not known:
        return None
    return _shown_duration(known[math.ceil(len(known) * int(measure[1:]) / 100) - 1])


def _shown_duration(milliseconds: float) -> float:
    """Return the middle of the bin, 4 % wide, in which a duration is counted."""
    if milliseconds <= SHORTEST:
        return 0.0
    number = math.ceil(math.log(milliseconds) / math.log(BIN))
    return float(f"{BIN ** (number - 0.5):.5g}")


def status_class(status: int | None) -> str:
    return "none" if status is None else f"{status // 100}xx"
