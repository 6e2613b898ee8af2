"""One short look at a line instead of sixteen: may it have a wrapper?

Most logs have none, and then the wrappers need not be loaded.
"""

from __future__ import annotations

from typing import Final

from usagestats.late_pattern import late_pattern

_WRAPPED: Final = late_pattern(
    r"\{"
    r"| *[0-9]{4}-[0-9]{2}-[0-9]{2}T"
    r"|(?:[0-9]+ )?<[0-9]"
    r"|[A-Z][a-z]{2} [ 0-9][0-9] "
    r"|(?:[^ ]+ )?[^ ]*-(?:[a-z0-9]{5}|[0-9]+)(?:\x1b[^ ]*)? "  # stern
    r"|[a-z0-9_-]+\.[0-9]+ [a-z]"  # platform.sh
    r'|[ \t]*"'
    r"|[^\t]*\t|[^|]*\||.*\[pod/|.*message repeated "
)
"""Matches at least the lines that one of the wrappers matches. Their own patterns together take
ten times as long to compile; a test draws lines from each of them."""


def may_be_wrapped(line: str) -> bool:
    """Whether a line may have one of the wrappers of `known.py`."""
    return _WRAPPED.match(line) is not None
