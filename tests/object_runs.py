"""Runs of the program with a server of objects, and logs to put there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from tests.case import Outcome
    from tests.s3_server import S3Server

START = datetime(2026, 5, 4, 10, tzinfo=UTC)


def run(command: str, server: S3Server, stdin: bytes = b"", **more: str) -> Outcome:
    """Run the program in this process; environment variables of `more` come last."""
    environment = {**ENVIRONMENT, **server.environment, **more}
    return run_in_process(Invocation(command.split(), environment=environment, stdin=stdin))


def log(requests: int, *, key: int = 0, seconds: int = 1, start: datetime = START) -> bytes:
    """Return a log with a request of an application each `seconds`; each `key` has other lines."""
    times = (start + timedelta(seconds=seconds * number) for number in range(requests))
    return b"".join(
        b'203.0.113.%d - - [%s] "GET /a/%d?user_key=k%d HTTP/1.1" 200 %d\n'
        % (key % 250, f"{time:%d/%b/%Y:%H:%M:%S +0000}".encode(), key, number % 7, 100 + number)
        for number, time in enumerate(times)
    )
