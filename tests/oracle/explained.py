"""`why`: the usage of the rules that it lists adds up to the number of the report."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.question import Question

LABELS = {
    *("period_start", "product", "backend", "application_id", "application", "plan_id", "plan"),
    *(
        "account_id",
        "account",
        "status",
        "denied",
        "metric",
        "weekday",
        "hour",
        "code",
        "path",
        "user_agent",
    ),
}
FIGURES = {
    "top-apps": {"requests", "usage"},
    "response-codes": {"requests", "1xx", "2xx", "3xx", "4xx", "5xx", "none"},
    "integration-errors": {"requests"},
}
OTHERS = {"period_end", "covered_start", "covered_end", "partial", "periods"}
CHANGES = ("_previous", "_change", "_per_day")
LENGTHS = {"": 7, "weekday": 7, "hour": 24}


class Number:
    """A number of a report, and the command that explains it."""

    def __init__(self, question: Question, row: dict[str, str], column: str) -> None:
        self.value = float(row[column])
        self._row = row
        self._question = question
        asked = replace(question, limit=0)
        self.arguments = ["why", *asked.arguments(), "--column", column]
        for name in LABELS & row.keys():
            value = row[name] or ("none" if name == "status" else "")
            self.arguments += ["--row", f"{name}={value}"]

    def difference(self, text: str) -> str:
        """Compare the sum over the rules."""
        usage = sum(int(row["usage"]) for row in csv.DictReader(StringIO(text)) if row["usage"])
        found = float(usage)
        if self._question.is_portal:
            found = float(-(-usage // LENGTHS[self._question.by]))
        elif self._question.report == "averages":
            found = usage / int(self._row["periods"])
        return "" if abs(found - self.value) < 1e-6 else f"why adds up to {found}, not {self.value}"


def some_number(question: Question, text: str) -> Number | None:
    """Choose a number of a report; `None` where it has none that can be explained."""
    is_mean_or_traffic = question.report in {"traffic", "averages"}
    if not is_mean_or_traffic and question.report not in FIGURES:
        return None
    if question.report == "traffic" and (question.wide or question.measure or question.top):
        return None
    numbers = [
        (row, name)
        for row in csv.DictReader(StringIO(text))
        for name, value in row.items()
        if value and _is_explained(question, name)
    ]
    return Number(question, *Random(repr(question)).choice(numbers)) if numbers else None


def _is_explained(question: Question, column: str) -> bool:
    if question.report in FIGURES:
        return column in FIGURES[question.report]
    if question.is_long:
        return column == "usage"
    return column not in LABELS | OTHERS and not column.endswith(CHANGES)
