r"""One line of JSON → its object, and the text of each value in it.

A value has the same text as in the fast path, so that both paths read texts by the same functions:
a whole number as it is written, a fraction without exponent and trailing zeros, `true`.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.values.absent import NOTHING

if TYPE_CHECKING:
    import re

    from usagestats.logs.readers.json.key_map import Path

Record = dict[str, Any]

NO_OBJECT: Final = "no JSON object"
"""The reason for refusing a line that does not begin as a record."""

_LONGEST_KEPT = 8 << 10
_SURROGATES = late_pattern("[\ud800-\udfff]")
_HEX_ESCAPES = late_pattern(r"(?<!\\)((?:\\\\)*)((?:\\x[0-9A-Fa-f]{2})+)")
# an unquoted variable that had no value, or the values of several upstreams
_NO_VALUE = late_pattern(r'(?<=":)(\s*)-?(?=\s*[,}])')
_NUMBERS = late_pattern(
    r'(?<=":)\s*((?:-|[0-9.]+)(?:\s*[,:]\s*(?:-|[0-9.]+))+)(?=\s*[,}]\s*(?:"|$))'
)


def parse_record(line: str) -> Record:
    r"""Return the object in a line; of equal keys the first counts. Do not change it: it is cached.

    JSON that nginx writes without `escape=json` is repaired: `\xHH` in a string is decoded,
    a missing value becomes null, and a list without quotation marks, `502, 200`, becomes a text.

    Raises:
        NoRequestError: The line holds no JSON object.
    """
    text = line.strip(" \t\r")
    if not text.startswith("{"):
        raise NoRequestError(NO_OBJECT)
    record = _kept_record(text) if len(text) <= _LONGEST_KEPT else _record(text)
    if record is None:
        raise NoRequestError("broken JSON")
    return record


def _record(text: str) -> Record | None:
    record = _parsed(text)
    if record is None:
        text = _HEX_ESCAPES.sub(_json_escapes, text)
        record = _parsed(text)
    if record is None:
        record = _parsed(_NUMBERS.sub(r'"\1"', _NO_VALUE.sub("null", text)))
    return record


# detection tries every format with the same lines
_kept_record = lru_cache(maxsize=512)(_record)


def _parsed(text: str) -> Record | None:
    try:
        record = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _first_of_equal_keys(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    return record if len(record) == len(pairs) else dict(pairs[::-1])


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_first_of_equal_keys)


def _json_escapes(found: re.Match[str]) -> str:
    r"""Return `\xC3\xA9` as JSON; bytes that are not UTF-8 stay, so that texts stay different."""
    plain = bytes.fromhex(found[2].replace("\\x", "")).decode("utf-8", "backslashreplace")
    return found[1] + json.dumps(plain)[1:-1]


def text_at(record: Record, path: Path) -> str | None:
    """Return the text of the value at a path; `None` if there is none, or an object."""
    return text_of(value_at(record, path))


def value_at(record: Record, path: Path) -> Any:  # noqa: ANN401  (what JSON may hold)
    """Return the value at a path; `None` if there is none."""
    value: Any = record
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def text_of(value: Any) -> str | None:  # noqa: ANN401  (what JSON may hold)
    """Return the text of a value; the texts of a list are joined by commas."""
    match value:
        case str():
            return value if value.isascii() else _SURROGATES.sub("\ufffd", value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number_text(value)
        case list():
            texts = [text_of(one) for one in value if not isinstance(one, dict | list)]
            return ", ".join(text for text in texts if text is not None)
    return None


def _number_text(value: float) -> str:
    text = repr(value)
    if "e" in text:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def texts_by_path(record: Record) -> dict[str, str]:
    """Return the texts of a record by dotted path, without texts that stand for nothing."""
    found: dict[str, str] = {}
    _collect(record, "", found)
    return found


def _collect(record: Record, before: str, found: dict[str, str]) -> None:
    for key, value in record.items():
        if isinstance(value, dict):
            _collect(value, f"{before}{key}.", found)
            continue
        text = text_of(value)
        if text is not None and text not in NOTHING:
            found[before + key] = text
