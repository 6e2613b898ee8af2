"""The signs by which the kernel rules formats out, made from what formats say about their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.logs.readers.kernel.sieve import Signs

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_NO_LINES: Final = pl.Series([], dtype=pl.String())


def signs_of(log_format: LogFormat, *, has_others: bool) -> Signs:
    """Return the signs of a format.

    Args:
        log_format: The format.
        has_others: Whether its records of other kinds must have them, too.
    """
    patterns = log_format.line_patterns if has_others else log_format.request_patterns
    texts = log_format.line_texts if has_others else log_format.request_texts
    return Signs(patterns, texts, is_quick=_is_quick(log_format))


def _is_quick(log_format: LogFormat) -> bool:
    """Whether each line that its reader accepts is surely one of it."""
    return not log_format.header_starts and log_format.bear_signature(_NO_LINES) is None
