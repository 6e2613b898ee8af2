"""Short forms that users may write: a name for a table with only a name, 404 for "404"."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from usagestats.catalog.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPE_NAMES = {
    int: "a whole number",
    Decimal: "a number with a point",
    str: "text",
    list: "a list",
    dict: "a table",
}


def type_name(value: object) -> str:
    """Return the type of a TOML value in words; a boolean is named by its value."""
    if isinstance(value, bool):
        return str(value).lower()
    return next(
        (name for type_, name in _TYPE_NAMES.items() if isinstance(value, type_)), "a date or time"
    )


def as_table(key: str) -> Callable[[object], object]:
    """Return a function that turns text into a table with this text under `key`."""

    def turn(value: object) -> object:
        if isinstance(value, str):
            return {key: value}
        if not isinstance(value, dict):
            raise Mistake(f"should be text or a table, not {type_name(value)}")
        return value

    return turn


def as_list(value: object) -> object:
    """Return a text as a list with this text only."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise Mistake(f"should be text or a list, not {type_name(value)}")
    return value


def number_as_text(value: object) -> object:
    """Return a whole number as text, for a status or an id that is written as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
