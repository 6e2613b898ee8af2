"""The notations of times that the kernel reads, by the functions that read them with care."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.kernel.outputs import TimeKind
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import (
    AnyOf,
    epoch_microseconds,
    epoch_milliseconds,
    epoch_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_KINDS: Final[dict[Any, TimeKind]] = {
    parse_clf_time: TimeKind.CLF,
    parse_iso_time: TimeKind.ISO,
    epoch_seconds: TimeKind.EPOCH_SECONDS,
    epoch_milliseconds: TimeKind.EPOCH_MILLISECONDS,
    epoch_microseconds: TimeKind.EPOCH_MICROSECONDS,
}


def time_kinds(reader: Callable[[str], datetime | None]) -> TimeKind | None:
    """Return the notations of a function that the kernel reads alike; `None` if it reads none.

    It refuses the times in other notations of the function.
    """
    if isinstance(reader, AnyOf):
        known = [kinds for one in reader.readers if (kinds := time_kinds(one)) is not None]
        return reduce(or_, known) if known else None
    notation: str | None = getattr(reader, "notation", None)
    if notation is None:
        return _KINDS.get(reader)
    return TimeKind[notation] if notation else None
