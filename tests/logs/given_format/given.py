"""Formats given as text, for the tests of their syntaxes."""

from __future__ import annotations

from pathlib import Path

from usagestats.logs.given_format.given import given_format
from usagestats.logs.readers.log_format import LogFormat


def given(text: str) -> LogFormat:
    return given_format(text, "--log-format", Path())
