"""What pydantic found wrong, in our own words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from usagestats.catalog.document import Document
from usagestats.catalog.mistakes import Mistake, Problem
from usagestats.catalog.short_forms import kind_of
from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from usagestats.catalog.mistakes import Place

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a table",
}
_QUOTED = re.compile(r"'([^']*)'")


def explained(error: ValidationError, data: object) -> list[Problem]:
    """Return every mistake that pydantic found in `data`, a TOML document."""
    return [_problem(details, data) for details in error.errors(include_url=False)]


def _problem(details: ErrorDetails, data: object) -> Problem:
    place, kind, value = _written_place(details["loc"], data), details["type"], details["input"]
    context = details.get("ctx", {})
    if isinstance(mistake := context.get("error"), Mistake):
        return Problem(place, mistake.what, mistake.hint, mistake.excerpt)
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind == "missing":
        return Problem(place, "is missing")
    if kind in _EXPECTED:
        return _wrong_kind(place, _EXPECTED[kind], value)
    if kind == "greater_than_equal":
        return Problem(place, f"must be at least {context['ge']}, not {value}")
    return _no_such_word(place, value, _QUOTED.findall(str(context.get("expected"))))


def _written_place(loc: Place, data: object) -> Place:
    """Return the part of a place that the user wrote: short forms have no keys of their own."""
    for depth, key in enumerate(loc):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int):
            data = data[key]
        else:
            return loc[:depth]
    return loc


def _wrong_kind(place: Place, expected: str, value: object) -> Problem:
    is_single = expected == "a list" and isinstance(value, dict) and len(place) == 1
    hint = f"write [[{place[0]}]], with two brackets" if is_single else None
    return Problem(place, f"should be {expected}, not {kind_of(value)}", hint)


def _no_such_word(place: Place, value: object, known: list[str]) -> Problem:
    listed = f"write one of {', '.join(known)}"
    if not isinstance(value, str):
        return Problem(place, f"should be text, not {kind_of(value)}", listed)
    return Problem(place, f"cannot be {value!r}", did_you_mean(value, known) or listed)


def _unknown_key(place: Place) -> Problem:
    key, known = str(place[-1]), list(_keys(_table_at(place[:-1])))
    hint = did_you_mean(key, known) or f"the keys here are {', '.join(known)}"
    if key in Document.model_fields and len(place) > 1:
        hint = "it is a setting of the whole file: write it above the first table"
    return Problem(place, "no such key", hint)


def _keys(table: type[BaseModel]) -> Iterator[str]:
    return (field.alias or name for name, field in table.model_fields.items())


def _table_at(place: Place) -> type[BaseModel]:
    """Return the table that the catalog has at a place."""
    table: type[BaseModel] = Document
    for key in place:
        if isinstance(key, str):
            table = next(_tables_in(table.model_fields[key].annotation))
    return table


def _tables_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _tables_in(argument)
