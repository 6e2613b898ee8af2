"""Sampled lines that do not fit → the message about them: the reason, the place, the next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.errors import Excerpt
from usagestats.logs.detect.fault import NO_FAULT, Fault
from usagestats.logs.detect.likeness import likeness, missing_in, refused
from usagestats.safety.secrets import masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.stops import Stop

_BEFORE_CARET: Final = 70
_EXCERPT: Final = 140


def fault_of(
    misfits: Sequence[str], given: LogFormat | None, secret_names: frozenset[str]
) -> Fault:
    """Return why lines do not fit.

    Args:
        misfits: The lines.
        given: The format that the user gave; `None`: the lines fit no format that is known.
        secret_names: The parameters and fields that are masked.
    """
    if not misfits:
        return NO_FAULT
    if given is not None:
        return _of_given(misfits[0], given, secret_names)
    like = likeness(misfits)
    if like is None:
        return Fault(f"the first has {missing_in(misfits[0])}")
    excerpt = _excerpt(like.line, like.stop, secret_names) if like.stop else None
    return Fault(like.reason, like.remedy, excerpt)


def _of_given(line: str, given: LogFormat, secret_names: frozenset[str]) -> Fault:
    stop = given.stop(line)
    if stop is None:
        return Fault(f"the first that does not fit: {refused(given, line) or ''}")
    reason = f"the first that does not fit stops at column {stop.column + 1}: {stop.reason}"
    return Fault(reason, excerpt=_excerpt(line, stop, secret_names))


def _excerpt(line: str, stop: Stop, secret_names: frozenset[str]) -> Excerpt:
    """Return the part of a line around a place, with a caret below the place."""
    text = masked(line, secret_names)
    place = min(len(masked(line[: stop.column], secret_names)), len(text))
    before = max(place - _BEFORE_CARET, 0)
    shown = text[before : before + _EXCERPT]
    begin = "…" if before else ""
    end = "…" if before + _EXCERPT < len(text) else ""
    place += len(begin) - before
    return Excerpt(f"{begin}{shown}{end}", place, place + 1)
