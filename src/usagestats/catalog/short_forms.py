"""What users may write for short: a name for a table that has only a name, 404 for "404"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

_KINDS = {
    int: "a whole number",
    float: "a number with a point",
    str: "text",
    list: "a list",
    dict: "a table",
}


def kind_of(value: object) -> str:
    """Return what a value of TOML is, in words."""
    if isinstance(value, bool):
        return str(value).lower()
    return next(
        (name for kind, name in _KINDS.items() if isinstance(value, kind)), "a date or time"
    )


def as_table(key: str) -> Callable[[object], object]:
    """Return what turns text into a table that has it under `key`."""

    def turn(value: object) -> object:
        if isinstance(value, str):
            return {key: value}
        if not isinstance(value, dict):
            raise Mistake(f"should be text or a table, not {kind_of(value)}")
        return value

    return turn


def status_text(value: object) -> object:
    """Return a status as text, whichever way it was written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
