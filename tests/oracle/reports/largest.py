"""The largest values of `traffic --top`, and the name of the sum of the others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.oracle.reports.table import by_group, figure, in_order
from tests.oracle.world import inside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.oracle.question import Question
    from tests.oracle.reports.table import Group
    from tests.oracle.world import Row, World

OTHERS = "(others)"


def size(rows: Iterable[Row], metric: str, question: Question) -> float:
    """Return the figure by which values are the largest: bytes if these are shown first."""
    is_bytes = question.measure.split(",")[0] == "bytes"
    of_metric = [row for row in rows if row[2].metric == metric]
    return figure(of_metric, "bytes" if is_bytes else "usage") or 0


def kept_groups(world: World, question: Question) -> list[Group] | None:
    """Return the groups that `--top` keeps, the largest first; `None` where it is not given."""
    bounds = world.bounds(question)
    if not question.top or bounds is None:
        return None
    groups = by_group(world, question, inside(world.chosen(question), *bounds))
    metric = question.metric or "hits"
    sizes = {group: size(rows, metric, question) for group, rows in groups.items()}
    return sorted(in_order(question, groups), key=lambda one: -sizes[one])[: question.top]


def shown_group(kept: list[Group] | None) -> Callable[[Group], Group]:
    """Return the function from the group of a row to the group that is shown."""

    def shown(group: Group) -> Group:
        if kept is None:
            return group
        return as_texts(group) if group in kept else (OTHERS,) * len(group)

    return shown


def together(
    groups: dict[Group, list[Row]], shown: Callable[[Group], Group]
) -> dict[Group, list[Row]]:
    """Return the rows of each group that is shown."""
    found: dict[Group, list[Row]] = defaultdict(list)
    for group, rows in groups.items():
        found[shown(group)] += rows
    return found


def by_size(kept: list[Group], groups: Iterable[Group]) -> list[Group]:
    """Sort the groups that are shown as `kept`, the sum of the others last."""
    places = {as_texts(group): place for place, group in enumerate(kept)}
    return sorted(groups, key=lambda group: places.get(group, len(kept)))


def as_texts(group: Group) -> Group:
    """Return the cells as texts, since `(others)` may stand among statuses."""
    return tuple(None if cell is None else str(cell) for cell in group)
