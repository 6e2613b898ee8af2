"""The task of the kernel for a key map and a question."""

from __future__ import annotations

from datetime import timedelta

import pytest

from usagestats.logs.formats.kong import KONG
from usagestats.logs.readers.json.json_format import JsonFormat, json_format
from usagestats.logs.readers.json.program import Question, task_of
from usagestats.logs.readers.kernel.json_finder import JsonFinder
from usagestats.logs.readers.kernel.lines_scan import LineTask
from usagestats.tables.declared import FULL_DETAIL, Detail

SLOT = timedelta(minutes=15)


def task(log_format: JsonFormat, *columns: str, detail: Detail = FULL_DETAIL) -> LineTask | None:
    asked = frozenset({"time", *columns})
    return task_of(Question(log_format.keys, log_format.telling, log_format.records, asked, detail))


def names(found: LineTask | None) -> set[str]:
    assert found is not None
    assert isinstance(found.finder, JsonFinder)
    return {node.name for node in found.finder.nodes}


def test_only_what_the_question_needs_is_looked_for() -> None:
    assert names(task(KONG)) == {"", "started_at", "response", "status", "session", "received"}
    assert "user-agent" in names(task(KONG, "user_agent"))
    assert {"a", "b", "a.b"} < names(task(KONG, "field:a.b"))


@pytest.mark.parametrize(
    ("columns", "detail", "is_grouped"),
    [
        ({"service"}, Detail(SLOT), True),
        ({"service"}, FULL_DETAIL, False),
        ({"path"}, Detail(SLOT, frozenset()), False),
        ({"line"}, Detail(SLOT, frozenset()), False),
        ({"query"}, Detail(SLOT, frozenset({"key"})), True),
        ({"query"}, Detail(SLOT, frozenset({"k\u00e9y"})), False),
        ({"query"}, Detail(SLOT), False),
        ({"duration_ms", "user_agent", "remote_address"}, Detail(SLOT), True),
    ],
)
def test_requests_are_grouped_where_few_columns_differ(
    columns: set[str],
    detail: Detail,
    is_grouped: bool,  # noqa: FBT001
) -> None:
    found = task(KONG, *columns, detail=detail)

    assert found is not None
    assert (found.outputs.slot is not None) is is_grouped


def test_what_the_kernel_cannot_tell_is_left_to_the_careful_path() -> None:
    bulk = json_format("bulk", "", {"time": ["index.t"]})
    twice = json_format("twice", "", {"time": ["t"], "path": ["p"], "query": ["p"]})

    assert task(bulk) is None
    assert task(twice, "query") is None
    assert task(twice, "status") is not None
    assert task(KONG, "field:a.b.c.d.e.f") is None
