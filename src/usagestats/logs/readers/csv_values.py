"""Single lines of CSV."""

from __future__ import annotations

import csv

from usagestats.logs.readers.log_format import NoRequestError


def csv_values(line: str, separator: str) -> list[str]:
    """Return the values of one line, without their quotation marks.

    Raises:
        NoRequestError: A quoted value does not end in this line.
    """
    try:
        return next(csv.reader([line.strip(" \t\r")], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise NoRequestError("a quoted value does not end in this line") from error
