"""Report → OpenMetrics, also for the textfile collector of Prometheus's node_exporter.

The collector reads the older text format of Prometheus, and refuses a file with timestamps. The
text here is valid in both: gauges only, periods as a label, and `# EOF`, which is a comment there.
The help of a metric never changes, since the collector refuses two files that differ in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.errors import UsageError
from usagestats.late_pattern import late_pattern
from usagestats.render.values import plain_number, with_safe_names, with_written_times
from usagestats.report import ColumnType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from usagestats.report import Column, Report

_NO_NAME: Final = late_pattern("[^a-zA-Z0-9_]")
_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def to_openmetrics(report: Report) -> str:
    """Write a gauge for each column of numbers, with a sample for each row that has a value.

    Raises:
        UsageError: No column has numbers, or some rows have the same labels.
    """
    values = [column for column in report.columns if column.role is Role.VALUE]
    if not values:
        hint = "choose another format: csv, json"
        raise UsageError("there are no numbers", where="--format openmetrics", hint=hint)
    labels = _labels(report)
    names = _distinct([_name(report, column) for column in values])
    families = zip(names, values, strict=True)
    lines = [line for name, column in families for line in _family(report, name, column, labels)]
    return "".join(f"{line}\n" for line in [*lines, "# EOF"])


def _name(report: Report, column: Column) -> str:
    parts = ["usagestats", report.name, column.key, column.unit]
    if column.type is ColumnType.TIME:
        parts.append("timestamp_seconds")
    return _plain("_".join(part for part in parts if part))


def _plain(name: str) -> str:
    return _NO_NAME.sub("_", name)


def _distinct(names: Sequence[str]) -> list[str]:
    """Number the names that an earlier one is equal to, such as those of `a-b` and `a.b`."""
    distinct: list[str] = []
    for name in names:
        number, one = 1, name
        while one in distinct:
            number += 1
            one = f"{name}_{number}"
        distinct.append(one)
    return distinct


def _labels(report: Report) -> list[str]:
    """Return the labels of each row, as they are written.

    Raises:
        UsageError: Two rows have the same labels.
    """
    columns = [column for column in report.columns if column.role is Role.LABEL]
    names = _distinct([_plain(column.key) for column in columns])
    rows = with_safe_names(with_written_times(report), report, for_spreadsheet=False)
    written = (
        [
            ",".join(
                f'{name}="{_escaped(value)}"'
                for name, value in zip(names, row, strict=True)
                if value is not None
            )
            for row in rows.select(pl.col([column.key for column in columns])).iter_rows()
        ]
        if columns
        else [""] * rows.height
    )
    if len(set(written)) < len(written):
        hint = "choose more --columns: texts, codes and period_start become labels"
        what = "some rows have the same labels"
        raise UsageError(what, where="--format openmetrics", hint=hint)
    return [f"{{{labels}}}" if labels else "" for labels in written]


def _escaped(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.translate(_ESCAPES)


def _family(report: Report, name: str, column: Column, labels: Sequence[str]) -> Iterator[str]:
    yield f"# TYPE {name} gauge"
    yield f"# HELP {name} The column {_plain(column.key)} of usagestats {report.name}."
    for row_labels, value in zip(labels, report.rows[column.key], strict=True):
        if value is not None:
            yield f"{name}{row_labels} {_number(column, value)}"


def _number(column: Column, value: Any) -> str:  # noqa: ANN401  (a cell of any type)
    if column.type is ColumnType.TIME:
        time: datetime = value
        return f"{time.timestamp():f}".rstrip("0").rstrip(".")
    if column.type is ColumnType.FLAG:
        return str(int(value))
    text = str(value)
    return plain_number(text) if "e" in text else text
