"""Variants of the NCSA family: formats that differ from it after the size only.

A variant declares the end of its lines as a pattern. A line with another end is a line of `ncsa`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.extras import extra_columns
from usagestats.logs.readers.ncsa_family import NCSA_PATTERNS, NCSA_READERS, before_columns
from usagestats.logs.readers.quoted_program import Ending, QuotedLines
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.logs.values.absent import NOTHING
from usagestats.logs.values.numbers import milliseconds, upstream_answer
from usagestats.logs.values.request_line import unescape
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from usagestats.logs.readers.quoted_program import Read

_QUOTED = r'(?:[^"\\]++|\\.)*+'
REFERER_AND_AGENT: Final = rf'"(?P<referer>{_QUOTED})" "(?P<user_agent>{_QUOTED})"'
"""Referer and user agent with the escapes of nginx."""

UPSTREAM_LIST: Final = r"[^ ,]++(?:(?:,| :) [^ ,]++)*+"
"""The value of an `$upstream_…` variable of nginx: one per upstream tried, `a, b : c`."""


def ncsa_variant(
    name: str, sample: str, *, ending: re.Pattern[str], per_unit: float
) -> QuotedRequestFormat:
    """Return the format of lines that begin as `ncsa` and end in their own way.

    Args:
        name: The name of the format.
        sample: A line of it.
        ending: A pattern of the line after the size. Its groups have the names of columns of
            REQUESTS or of further fields. A line belongs to the format if the pattern matches.
        per_unit: How many milliseconds the unit of the group `duration_ms` has.
    """
    further = partial(_further, ending=ending, per_unit=per_unit)
    readers: dict[str, Read] = {
        "duration_ms": partial(milliseconds, per_unit=per_unit),
        "upstream_status": upstream_answer,
    }
    lines = QuotedLines(NCSA_READERS, ending=Ending(ending, readers))
    return QuotedRequestFormat(name, sample, NCSA_PATTERNS, lines, before_columns, further, ending)


def _further(match: re.Match[str], ending: re.Pattern[str], per_unit: float) -> dict[str, Any]:
    """Return the columns and fields of a line after the size."""
    columns = extra_columns(match["after"])
    if end := ending.fullmatch(match["after"]):
        found = end.groupdict()
        texts = {
            name: unescape(text)
            for name, text in found.items()
            if text is not None and text not in NOTHING
        }
        columns |= _ending_columns(texts, per_unit)
        if (upstream := found.get("upstream_status")) is not None:
            columns["upstream_status"] = upstream_answer(upstream)
    return columns


def _ending_columns(texts: Mapping[str, str], per_unit: float) -> dict[str, Any]:
    return {
        "user_agent": texts.get("user_agent"),
        "service": texts.get("service"),
        "duration_ms": milliseconds(texts.get("duration_ms", ""), per_unit),
        "fields": {name: text for name, text in texts.items() if name not in REQUESTS},
    }
