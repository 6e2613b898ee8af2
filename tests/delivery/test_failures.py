from __future__ import annotations

import socket
import ssl

import pytest

from usagestats.delivery.failures import DeliveryError, clipped, reason_of
from usagestats.errors import ExitCode


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError("timed out"), "no answer in time"),
        (ConnectionRefusedError(111, "Connection refused"), "Connection refused"),
        (socket.gaierror(-2, "Name or service not known"), "Name or service not known"),
        (OSError("odd\nwords"), "odd words"),
        (ConnectionResetError(), "ConnectionResetError"),
        (ssl.SSLError(1, "[SSL] wrong version number"), "[SSL] wrong version number"),
    ],
)
def test_a_failed_connection_has_a_reason(error: OSError, expected: str) -> None:
    assert reason_of(error) == expected


def test_the_text_of_another_program_is_one_line_and_not_long() -> None:
    assert clipped("a\r\n b\t c ") == "a b c"
    assert clipped("x" * 300) == "x" * 300
    assert clipped("x" * 301) == "x" * 299 + "…"


def test_the_exit_code_is_that_of_something_that_cannot_be_written() -> None:
    assert DeliveryError("x").exit_code == ExitCode.UNEXPECTED
