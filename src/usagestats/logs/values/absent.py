"""How lines write that there is no value."""

from typing import Final

NOTHING: Final = frozenset({"", "-", '""'})
"""The texts that stand for no value."""
