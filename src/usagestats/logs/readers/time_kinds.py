"""The notations of times that the kernel reads, by the functions that read them with care."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.kernel.outputs import TimeKind
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import any_time, epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_KINDS: Final[dict[Any, TimeKind]] = {
    parse_clf_time: TimeKind.CLF,
    parse_iso_time: TimeKind.ISO,
    epoch_seconds: TimeKind.EPOCH_SECONDS,
    any_time: TimeKind.CLF | TimeKind.ISO | TimeKind.EPOCH_SECONDS,
}


def time_kinds(reader: Callable[[str], datetime | None]) -> TimeKind | None:
    """Return the notations of a function that the kernel reads alike; `None` if it reads none.

    It refuses the times in other notations of the function.
    """
    notation: str | None = getattr(reader, "notation", None)
    if notation is None:
        return _KINDS.get(reader)
    return TimeKind[notation] if notation else None
