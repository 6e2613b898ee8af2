"""The signs by which the kernel rules formats out, made from what formats say about their lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.ignored import BESIDE
from usagestats.logs.readers.kernel.sieve_tables import Signs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.logs.readers.log_format import LogFormat

_NO_LINES: Final = pl.Series([], dtype=pl.String())
OF_ANY_LINE: Final = Signs(())
"""The signs that every line has."""

_BLANK_OR_COMMENT: Final = r"[ \t\r\x00\ufeff]*(?:#.*)?"


def signs_of(log_format: LogFormat, *, has_others: bool) -> Signs:
    """Return the signs of a format.

    Args:
        log_format: The format.
        has_others: Whether its records of other kinds must have them, too.
    """
    patterns = log_format.line_patterns if has_others else log_format.request_patterns
    texts = log_format.line_texts if has_others else log_format.request_texts
    is_quick = _is_quick(log_format)
    return Signs(patterns, texts, is_quick, are_cut=is_quick and not has_others)


def signs_of_beginnings(beginnings: Iterable[str]) -> Signs:
    """Return the signs of lines that have one of some beginnings, such as those of wrappers."""
    return Signs(tuple(late_pattern(f"(?:{begin}).*", re.DOTALL) for begin in beginnings))


def signs_of_ignored() -> Signs:
    """Return the signs of lines that are no requests by nature, in a log of any format."""
    return signs_of_beginnings((*BESIDE, rf"{_BLANK_OR_COMMENT}\Z"))


def _is_quick(log_format: LogFormat) -> bool:
    """Whether each line that its reader accepts is surely one of it."""
    return not log_format.header_starts and log_format.bear_signature(_NO_LINES) is None
