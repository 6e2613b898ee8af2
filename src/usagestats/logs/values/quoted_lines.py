r"""Lines with an extra pair of quotation marks around them, as exports and JSON texts have it.

    "192.0.2.1 - - [T] "GET / HTTP/1.1" 200 5"        the marks within are left as they are
    "192.0.2.1 - - [T] \"GET / HTTP/1.1\" 200 5"      … have a backslash, as in JSON
    "192.0.2.1 - - [T] ""GET / HTTP/1.1"" 200 5"      … are doubled, as in CSV

A line that only begins and ends with quoted texts has no such pair: its second quotation mark ends
a text, and before it stands no blank.
"""

from __future__ import annotations

import re
from typing import Final

# written so that Python's and polars' regular expressions read them alike
ALONE: Final = r'^[ \t]*"[^"]+"[ \t]*$'
WITH_BACKSLASHES: Final = r'^[ \t]*"[^"]*\\".*"[ \t]*$'
DOUBLED: Final = r'^[ \t]*"[^"]+"".*"[ \t]*$'
AS_THEY_ARE: Final = r'^[ \t]*"[^"]*[ \t]".*"[ \t]*$'
QUOTED: Final = f"{ALONE}|{WITH_BACKSLASHES}|{DOUBLED}|{AS_THEY_ARE}"
"""The lines in quotation marks, by the way in which the marks within are written."""

INNER: Final = r'^[ \t]*"(.*?)(?:\\n)?"[ \t]*$'
"""The line within the marks; a JSON text may hold the end of the line, too."""

ESCAPED: Final = r'\\(["\\/])'
"""An escape that JSON puts before a mark."""


def unquoted(line: str) -> str:
    """Return the line within the marks; a line that has no such pair stays as it is."""
    if not line.lstrip(" \t").startswith('"') or not re.match(QUOTED, line):
        return line
    inner = re.sub(INNER, r"\1", line)
    if re.match(WITH_BACKSLASHES, line):
        return re.sub(ESCAPED, r"\1", inner)
    return inner.replace('""', '"') if re.match(DOUBLED, line) else inner
