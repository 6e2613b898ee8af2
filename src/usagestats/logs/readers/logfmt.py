"""Lines of `name=value` pairs, the grammar known as logfmt.

A value with spaces stands in quotation marks, and a backslash escapes within them.
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.request_line import unescape

_PAIR = late_pattern(
    r'(?<!\S)(?P<name>[A-Za-z_][\w.-]*)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^ \t]*))',
    re.DOTALL,
)


def logfmt_pairs(text: str) -> dict[str, str]:
    """Return the values by name; where a name comes twice, the first value counts."""
    pairs: dict[str, str] = {}
    for found in _PAIR.finditer(text):
        quoted = found["quoted"]
        pairs.setdefault(found["name"], found["plain"] if quoted is None else unescape(quoted))
    return pairs
