"""What reading a given text ends in: a result, or an error that users can read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from usagestats.errors import UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of text.

    Args:
        seeds: Texts to begin with.
        fault: Reads a text and returns its fault, if it sees one.
        pieces: Pieces that mean something in it.
    """

    seeds: tuple[str, ...]
    fault: Callable[[str], str | None]
    pieces: tuple[str, ...]


def read(reading: Callable[[], _Found]) -> _Found | None:
    """Return what is read; `None` where it is refused with an error that can be shown."""
    try:
        return reading()
    except UsageStatsError as error:
        json.dumps(str(error)).encode()
        return None
