"""Standard output: all that is printed arrives as a whole, or the program ends with an error."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, redirect_stdout
from io import BufferedIOBase, TextIOWrapper, UnsupportedOperation
from select import select
from typing import TYPE_CHECKING, Any, BinaryIO

import typer

from usagestats.errors import ExitCode, UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

_NAME = "standard output"


class StandardOutput(BufferedIOBase):
    """Standard output as bytes, of which each write is whole or an error.

    Python's own loses text without a word where it is unbuffered (`PYTHONUNBUFFERED`): a disk that
    becomes full takes the first part of a write, and nobody looks how much that was.

    Args:
        text: Python's standard output; `None` where it was closed from the beginning.
    """

    name = "<stdout>"

    def __init__(self, text: TextIO | None) -> None:
        self._stream = None if text is None else text.buffer
        self._has_content = False

    def writable(self) -> bool:
        """Whether it is for writing: always."""
        return True

    def isatty(self) -> bool:
        """Whether a person is looking."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return the number of its descriptor, if it has one."""
        if self._stream is None:
            raise UnsupportedOperation
        return self._stream.fileno()

    def write(self, content: Any, /) -> int:  # noqa: ANN401  (of bytes, in any form)
        """Write all of it.

        Raises:
            UsageStatsError: It cannot be written.
            typer.Exit: Nobody reads standard output any more.
        """
        if content and self._stream is None:
            raise UsageStatsError("is closed", where=_NAME)
        if content and self._stream is not None:
            with _failures_told():
                write_whole(self._stream, content)
            self._has_content = True
        return len(content)

    def settle(self) -> None:
        """Make sure that the file system has all of it.

        Some, such as NFS, tell only when a file is closed that there is no room for it.

        Raises:
            UsageStatsError: It has not.
        """
        try:
            descriptor = self.fileno()
        except UnsupportedOperation:
            return
        if self._has_content:
            with _failures_told():
                os.close(os.dup(descriptor))


@contextmanager
def whole_standard_output() -> Iterator[None]:
    """Make `sys.stdout` a stream that writes as a whole, whoever uses it.

    Raises:
        UsageStatsError: Not all of it was written.
    """
    text = sys.stdout
    output = StandardOutput(text)
    encoding, errors = (text.encoding, text.errors) if text else (None, None)
    with redirect_stdout(TextIOWrapper(output, encoding, errors, write_through=True)):
        yield
        output.settle()


def is_closed() -> bool:
    """Whether the program was started without a standard output."""
    return sys.__stdout__ is None


def hold_closed_descriptors() -> None:
    """Let nothing be opened as descriptor 1 or 2 where the program was started without them.

    Otherwise a log or a file of the store could be, and get what libraries print. A write to them
    fails, as it would without this.
    """
    for number, stream in ((1, sys.__stdout__), (2, sys.__stderr__)):
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)


def write_to_stdout(content: bytes) -> None:
    """Write bytes, of which each write is whole or an error.

    Raises:
        UsageStatsError: They cannot be written.
        typer.Exit: Nobody reads standard output any more.
    """
    sys.stdout.buffer.write(content)


def write_whole(stream: BinaryIO, content: bytes) -> None:
    """Write all of it, now.

    Raises:
        OSError: Not all of it can be written.
    """
    raw = getattr(stream, "raw", stream)  # past a buffer, where Python has put one
    rest = memoryview(content)
    while rest:
        written: int | None = raw.write(rest)
        if written is None:  # somebody who shares it has made it not wait
            select([], [raw], [])
        rest = rest[written or 0 :]


@contextmanager
def _failures_told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise typer.Exit(ExitCode.OK) from error
    except OSError as error:
        raise UsageStatsError(f"cannot be written: {error.strerror}", where=_NAME) from error
