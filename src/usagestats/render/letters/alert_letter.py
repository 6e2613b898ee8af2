"""Alerts → what is sent about them to people and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from usagestats.letter import Attachment, Letter
from usagestats.render.arranged import arranged
from usagestats.render.arrangement import Arrangement
from usagestats.render.delimited import to_csv
from usagestats.render.json import to_json
from usagestats.render.letters.html import document, paragraph, table
from usagestats.render.notation import PLAIN
from usagestats.render.terminal import to_table
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from usagestats.report import Report

_SHOWN: Final = 100
_LONGEST_NAME: Final = 60
_NAMED: Final = 2
_VIOLATION: Final = 100


def alerts_letter(report: Report) -> Letter:
    """Write a letter about all alerts of a report: a table, and all of them as CSV."""
    (shown,) = arranged([report], Arrangement(limit=_SHOWN))
    summary = alerts_summary(report)
    all_in_file = f"The first {_SHOWN} are below, all of them in the file alerts.csv."
    lines = [] if shown.cut is None else [all_in_file]
    rows = to_table(shown, None, color=False, unicode=True)
    return Letter(
        subject=summary,
        text="\n\n".join([summary, *lines, rows]),
        html=document(summary, [*map(paragraph, lines), table(shown)]),
        attachments=(Attachment("alerts.csv", "text/csv", to_csv(report, PLAIN).encode()),),
    )


def alerts_document(report: Report) -> bytes:
    """Write what is sent to a program: the JSON of the report, below a `text` that sums it up."""
    return to_json(report, head={"text": alerts_summary(report)}).encode()


def alerts_summary(report: Report) -> str:
    """Return one line about the alerts of a report."""
    rows = list(report.rows.iter_rows(named=True))
    if len(rows) == 1:
        return _sentence(rows[0])
    violations = sum(row["level"] >= _VIOLATION for row in rows)
    names = list(dict.fromkeys(_name(row) for row in rows))
    others = len(names) - _NAMED
    more = f" and {others:,} more" if others > 0 else ""
    listed = ", ".join(names[:_NAMED])
    return f"{len(rows):,} alerts, {violations:,} of 100 % or more: {listed}{more}"


def _sentence(row: dict[str, Any]) -> str:
    limit = f"{row['limit']:,} {row['metric']} per {row['per']}"
    return f"{_name(row)} reached {row['level']} % of {limit}"


def _name(row: dict[str, Any]) -> str:
    name = visible(row["application"])
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
