"""The names of `--help`, and the headings under which it lists the options of commands."""

from __future__ import annotations

from typing import Final

INPUT: Final = "Input"
SELECTION: Final = "Selection"
TIME: Final = "Time"
SENDING: Final = "Sending"
OUTPUT: Final = "Output"

HELP_NAMES: Final = ("-h", "--help")
"""The names of the option that shows the help, in every command."""
