"""The errors of pydantic → mistakes in the words of this program, with key paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from usagestats.catalog.document import Document
from usagestats.catalog.mistakes import LocatedMistake, Mistake
from usagestats.catalog.short_forms import type_name
from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from usagestats.catalog.mistakes import KeyPath

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "a table",
}
_BOUNDS = {"greater_than_equal": ("at least", "ge"), "less_than_equal": ("at most", "le")}
_QUOTED = re.compile(r"'([^']*)'")


def explained(
    error: ValidationError, data: object, declaration: type[BaseModel] = Document
) -> list[LocatedMistake]:
    """Return every mistake that pydantic found.

    Args:
        error: The mistakes as pydantic has them.
        data: The content of the file.
        declaration: The declaration of the content.
    """
    errors = error.errors(include_url=False)
    return [_located(details, data, declaration) for details in errors]


def _located(details: ErrorDetails, data: object, declaration: type[BaseModel]) -> LocatedMistake:
    key_path = _written_path(details["loc"], data)
    error_type, value = details["type"], details["input"]
    context = details.get("ctx", {})
    if isinstance(mistake := context.get("error"), Mistake):
        return LocatedMistake(key_path, mistake.what, mistake.hint, mistake.excerpt)
    if error_type == "extra_forbidden":
        return _unknown_key(key_path, declaration)
    if error_type == "missing":
        return LocatedMistake(key_path, "is missing")
    if error_type in _EXPECTED:
        return _wrong_type(key_path, _EXPECTED[error_type], value)
    if error_type in _BOUNDS:
        words, key = _BOUNDS[error_type]
        return LocatedMistake(key_path, f"must be {words} {context[key]:,}, not {value}")
    return _no_such_word(key_path, value, _QUOTED.findall(str(context.get("expected"))))


def _written_path(loc: KeyPath, data: object) -> KeyPath:
    """Return the part of a key path that the user wrote: short forms have no inner keys."""
    for depth, key in enumerate(loc):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int):
            data = data[key]
        else:
            return loc[:depth]
    return loc


def _wrong_type(key_path: KeyPath, expected: str, value: object) -> LocatedMistake:
    is_single = expected == "a list" and isinstance(value, dict) and len(key_path) == 1
    hint = f"write [[{key_path[0]}]], with two brackets" if is_single else None
    return LocatedMistake(key_path, f"should be {expected}, not {type_name(value)}", hint)


def _no_such_word(key_path: KeyPath, value: object, known: list[str]) -> LocatedMistake:
    listed = f"write one of {', '.join(known)}"
    if not isinstance(value, str):
        return LocatedMistake(key_path, f"should be text, not {type_name(value)}", listed)
    return LocatedMistake(key_path, f"cannot be {value!r}", did_you_mean(value, known) or listed)


def _unknown_key(key_path: KeyPath, declaration: type[BaseModel]) -> LocatedMistake:
    key, known = str(key_path[-1]), list(_keys(_table_at(key_path[:-1], declaration)))
    hint = did_you_mean(key, known) or f"the keys here are {', '.join(known)}"
    if key in declaration.model_fields and len(key_path) > 1:
        hint = "it is a setting of the whole file: write it above the first table"
    elif key in Document.model_fields and declaration is not Document:
        hint = "it belongs into a catalog, usagestats.toml"
    return LocatedMistake(key_path, "no such key", hint)


def _keys(table: type[BaseModel]) -> Iterator[str]:
    return (field.alias or name for name, field in table.model_fields.items())


def _table_at(key_path: KeyPath, table: type[BaseModel]) -> type[BaseModel]:
    """Return the declaration of the table at a key path within another one."""
    for key in key_path:
        if isinstance(key, str):
            table = next(_tables_in(table.model_fields[key].annotation))
    return table


def _tables_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _tables_in(argument)
