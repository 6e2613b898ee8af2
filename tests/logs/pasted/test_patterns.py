"""Patterns read a line in a time that grows with its length alone."""

from __future__ import annotations

import contextlib
from time import process_time

import pytest

from tests.logs.pasted.given import FORMS, given
from usagestats.logs.readers.log_format import NoRequestError

FILLINGS = [
    '"',
    "a",
    " ",
    '" ',
    "\\",
    ", ",
    '" "',
    "1 ",
    ":1",
    "/?",
    " 200 ",
    "{}",
    "[",
    "x HTTP/1",
    '" " "',
    '" x ',
    '" 200 ',
]


@pytest.mark.parametrize("name", FORMS)
def test_no_line_takes_long(name: str) -> None:
    log_format = given(FORMS[name])
    cuts = (0, len(log_format.sample) // 3, len(log_format.sample) // 2, -9, len(log_format.sample))
    slowest = ""
    longest = 0.0
    for filling in FILLINGS:
        for cut in cuts:
            line = (
                log_format.sample[:cut]
                + filling * (100_000 // len(filling))
                + log_format.sample[cut:]
            )
            started = process_time()
            with contextlib.suppress(NoRequestError):
                log_format.read_line(line)
            if (took := process_time() - started) > longest:
                longest, slowest = took, f"{filling!r} at {cut}"

    assert longest < 0.5, slowest
