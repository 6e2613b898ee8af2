"""The texts by which log lines show that a value is missing."""

from typing import Final

NOTHING: Final = frozenset({"", "-", '""'})
"""These texts; a reader takes them as null."""
