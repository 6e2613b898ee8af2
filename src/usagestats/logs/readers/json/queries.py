"""Values of JSON records that hold a query: a text, an object of parameters, or a list of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from usagestats.logs.readers.json.record import text_of
from usagestats.logs.values.absent import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

_AS_THEY_ARE: Final = "/:,;@!$'()*[]"


def query_of(value: Any) -> str | None:  # noqa: ANN401  (any JSON)
    """Return a query as a client sends it, without its question mark; `None` if there is none.

    The names and values of parameters in an object are plain, so they are percent-encoded. A
    parameter with the value null or true has only a name, as Kong writes it.

    Args:
        value: `a=1&b=2`, perhaps with a question mark; `{"a": "1", "b": ["2", "3"]}`, also as a
            text; `["a=1", "b=2"]`; `[{"name": "a", "value": "1"}]`; or `[["a", "1"]]`.
    """
    if isinstance(value, str) and value.startswith("{"):
        value = _object_in(value)
    if isinstance(value, dict):
        return "&".join(_parameters(value)) or None
    if isinstance(value, list):
        return "&".join(filter(None, map(_element, value))) or None
    text = text_of(value)
    return None if text is None or text in NOTHING else text.removeprefix("?")


def _object_in(text: str) -> Any:  # noqa: ANN401  (any JSON)
    """Return the object that a text holds; the text itself if it holds none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, dict) else text


def _element(value: Any) -> str | None:  # noqa: ANN401  (any JSON)
    """Return an element of a list: `a=1`, or an object or a list with the name and the value."""
    if isinstance(value, list) and len(value) == len(("name", "value")):
        value = {"name": value[0], "value": value[1]}
    if not isinstance(value, dict) or "value" not in value:
        return query_of(value)
    name = text_of(value.get("name", value.get("key")))
    return None if name is None else "&".join(_parameters({name: value["value"]}))


def _parameters(values: dict[str, Any], outer: str = "") -> Iterator[str]:
    """Give the parameters of an object; those of an object in it are written `outer[inner]`."""
    for name, value in values.items():
        encoded = quote(name, _AS_THEY_ARE, errors="replace")
        whole = f"{outer}[{encoded}]" if outer else encoded
        if isinstance(value, dict):
            yield from _parameters(value, whole)
        else:
            yield from (
                _pair(whole, one) for one in (value if isinstance(value, list) else [value])
            )


def _pair(name: str, value: Any) -> str:  # noqa: ANN401  (any JSON)
    text = None if value is True else text_of(value)
    return name if text is None else f"{name}={quote(text, _AS_THEY_ARE, errors='replace')}"
