"""The rows of `check`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One finding.

    Args:
        section: What it is about.
        name: Which kind of finding.
        value: What was found.
        count: Of lines, requests or parts of the catalog; `None` where there is nothing to count.
        detail: For people.
    """

    section: str
    name: str
    value: str | None = None
    count: int | None = None
    detail: str | None = None
