"""Lists of fields that users give, `#Fields: date time c-ip cs-method …` → the format of such rows.

They are for logs that write no header of their own: real-time logs of CloudFront, and files of an
extended log that were cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageError
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.extended_log import TIMESTAMPS
from usagestats.logs.readers.headed_format import HeadedFormat
from usagestats.logs.readers.headers import with_headers

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_EXAMPLE: Final = "'#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status'"
_NO_DATE: Final = "date, or a line #Date: 2026-05-04 must stand before #Fields"
_PATHS: Final = frozenset({"cs-uri-stem", "cs-uri", "cs-url"})


def is_field_list(text: str) -> bool:
    """Whether a text is a header line: of an extended log, or of a format with a header."""
    return text.startswith("#") or _headed(text.split("\n", maxsplit=1)[0]) is not None


def field_list(text: str, where: str) -> LogFormat:
    r"""Return the format of the rows below the header lines in a text; `\t` is read as a tab.

    Raises:
        UsageError: It names no fields, or no time or no request is among them.
    """
    lines = [line.strip() for line in re.sub(r",|\\t", " ", text).split("\n")]
    fields = next((line for line in lines if line.startswith("#Fields:")), "")
    known = _headed(fields if text.startswith("#") else text)
    if known is None:
        hint = f"give the fields as a header names them: {_EXAMPLE}"
        raise UsageError("a header without #Fields", where=where, hint=hint)
    found = with_headers(known, "\n".join(lines)) if fields else known
    if fields and isinstance(found, HeadedFormat):
        _check(found, where)
    return found


def _headed(line: str) -> LogFormat | None:
    """Return the first format of which a line is a header, below this header."""
    headed = (known.for_header(line) for known in FORMATS.values() if known.header_starts)
    return next(filter(None, headed), None)


def _check(log_format: HeadedFormat, where: str) -> None:
    """Check that the rows have all that counting needs.

    Raises:
        UsageError: They have no time, no date or no request.
    """
    columns, day = set(log_format.header.columns), log_format.header.date
    has_stamp = not columns.isdisjoint(TIMESTAMPS)
    for is_there, what, missing in (
        (has_stamp or not columns.isdisjoint({"time", "time-local"}), "time", "time"),
        (has_stamp or day or not columns.isdisjoint({"date", "date-local"}), "date", _NO_DATE),
        (not columns.isdisjoint(_PATHS), "request", "cs-method and cs-uri-stem"),
    ):
        if not is_there:
            hint = f"the fields must hold {missing}; rows without it cannot be counted"
            raise UsageError(f"a field list without a {what}", where=where, hint=hint)
