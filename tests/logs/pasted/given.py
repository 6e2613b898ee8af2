"""Formats given as text, for the tests of their syntaxes."""

from __future__ import annotations

from pathlib import Path

from usagestats.logs.pasted.pasted_format import pasted_format
from usagestats.logs.readers.log_format import LogFormat


def given(text: str) -> LogFormat:
    return pasted_format(text, "--log-format", Path())
