"""The headings under which `--help` lists options that several commands have, in their order."""

from __future__ import annotations

from typing import Final

INPUT: Final = "Input"
SELECTION: Final = "Selection"
TIME: Final = "Time"
SENDING: Final = "Sending"
OUTPUT: Final = "Output"
