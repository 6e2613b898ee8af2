"""The rows of `check`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report.

    Args:
        section: The section, such as `lines` or `warning`.
        name: The name of the fact, such as `requests` or `overlapping_rules`.
        value: The fact, as text: a file, a time, a rule.
        count: A number of lines, requests or parts of the catalog; `None` without a number.
        detail: An explanation for people.
    """

    section: str
    name: str
    value: str | None = None
    count: int | None = None
    detail: str | None = None
