"""The texts by which log lines show that a value is missing."""

from typing import Final

NOTHING: Final = frozenset({"", "-", '""'})
"""The texts of a missing value; every reader takes them as null."""
