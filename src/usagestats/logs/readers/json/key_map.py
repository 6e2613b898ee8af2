r"""Key maps: the paths of the columns of REQUESTS in a JSON record, and their units.

    {"time": "started_at", "duration_ms": ["latencies.request:ms", "took:s"]}

A key is a path of names with dots between them; a dot inside a name is written `\.`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Path = tuple[str, ...]

COLUMNS: Final = (
    "time",
    "http_method",
    "host",
    "path",
    "query",
    "request",
    "status",
    "response_bytes",
    "duration_ms",
    "upstream_status",
    "remote_address",
    "remote_user",
    "user_agent",
    "service",
)
"""The names in a key map: the columns of REQUESTS, and `request`, the request line.

`path` may hold a query string, or be a whole URL: these are taken apart.
"""

PATH_AFTER_REWRITE: Final = "path_after_rewrite"
"""A further name in the key maps of formats: the path as the gateway may have rewritten it.

It is used where neither `path` nor `request` has a path.
"""

UNITS: Final[Mapping[str, float]] = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}
"""The number of milliseconds in a unit."""

_DOT = late_pattern(r"(?<!\\)\.")
_UNIT = late_pattern(r":([A-Za-z]+)$")


@dataclass(frozen=True, slots=True)
class Key:
    """The path of a value in a record, with the unit of a duration.

    Args:
        path: The names of the keys, from the outside to the inside.
        unit: The unit of a duration, one of `UNITS`; `None`: the text must hold the unit.
        signs_of_seconds: The paths of values that a record has only where its duration is in
            seconds instead. If there are any, a number with a fraction is in seconds, too.
    """

    path: Path
    unit: str | None = None
    signs_of_seconds: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return ".".join(self.path)


KeyMap = dict[str, tuple[Key, ...]]
"""The keys of each column, the best first; a text such as `-` is passed over for the next key."""


class UnknownUnitError(ValueError):
    """A unit that is none of `UNITS`; the text of the error is the unit."""


def key_of(text: str, column: str) -> Key:
    """Return the key that a text such as `took:s` describes.

    Raises:
        UnknownUnitError: The unit after the colon is none of `UNITS`.
    """
    unit = None
    if column == "duration_ms" and ":" in text and (found := _UNIT.search(text)):
        unit, text = found[1], text[: found.start()]
        if unit not in UNITS:
            raise UnknownUnitError(unit)
    return Key(path_of(text), unit)


def path_of(text: str) -> Path:
    """Return the names of a dotted path, from the outside to the inside."""
    if "\\" not in text:
        return tuple(text.split("."))
    return tuple(name.replace("\\.", ".") for name in _DOT.split(text))


def key_map(texts: Mapping[str, Iterable[str]]) -> KeyMap:
    """Return the key map that texts describe."""
    return {column: tuple(key_of(text, column) for text in keys) for column, keys in texts.items()}


def clashes(paths: Collection[Path]) -> list[Path]:
    """Return the paths that lead to a value while another path leads through it."""
    inner = {path[:length] for path in paths for length in range(1, len(path))}
    return [path for path in paths if path in inner]
