"""Standard output: all output is written, or the program ends with an error."""

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
    """Standard output as bytes: a write writes all bytes, or raises an error.

    Python's own stream loses text silently where it is unbuffered (`PYTHONUNBUFFERED`): if the disk
    becomes full, only the first part of a write is stored, and Python does not check how much.

    Args:
        text: Python's standard output; `None` where it was closed from the beginning.
    """

    name = "<stdout>"

    def __init__(self, text: TextIO | None) -> None:
        self._stream = None if text is None else text.buffer
        self._has_content = False

    def writable(self) -> bool:
        """Return true: the stream is for writing."""
        return True

    def isatty(self) -> bool:
        """Whether standard output is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return the number of its descriptor, if it has one."""
        if self._stream is None:
            raise UnsupportedOperation
        return self._stream.fileno()

    def write(self, content: Any, /) -> int:  # noqa: ANN401  (of bytes, in any form)
        """Write all of the content.

        Raises:
            UsageStatsError: The content cannot be written.
            typer.Exit: The reader of standard output is gone.
        """
        if content and self._stream is None:
            raise UsageStatsError("is closed", where=_NAME)
        if content and self._stream is not None:
            with _failures_as_errors():
                write_whole(self._stream, content)
            self._has_content = True
        return len(content)

    def settle(self) -> None:
        """Make sure that the file system has stored all output.

        Some file systems, such as NFS, report a full disk only when the file is closed.

        Raises:
            UsageStatsError: Not all output was stored.
        """
        try:
            descriptor = self.fileno()
        except UnsupportedOperation:
            return
        if self._has_content:
            with _failures_as_errors():
                os.close(os.dup(descriptor))


@contextmanager
def whole_standard_output() -> Iterator[None]:
    """Put a `StandardOutput` in the place of `sys.stdout`, so that the help uses it, too.

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
    """Occupy descriptors 1 and 2 where the program was started without them.

    Otherwise a log or a file of the store could be opened as descriptor 1 or 2, and libraries would
    print into it. The descriptors are opened for reading only, so a write to them still fails.
    """
    for number, stream in ((1, sys.__stdout__), (2, sys.__stderr__)):
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)


def write_to_stdout(content: bytes) -> None:
    """Write all bytes to standard output.

    Raises:
        UsageStatsError: They cannot be written.
        typer.Exit: The reader of standard output is gone.
    """
    sys.stdout.buffer.write(content)


def write_whole(stream: BinaryIO, content: bytes) -> None:
    """Write all of the content, without a buffer.

    Raises:
        OSError: Not all of the content can be written.
    """
    raw = getattr(stream, "raw", stream)  # the stream below the buffer, if there is a buffer
    rest = memoryview(content)
    while rest:
        written: int | None = raw.write(rest)
        if written is None:  # another process that shares it made it non-blocking
            select([], [raw], [])
        rest = rest[written or 0 :]


@contextmanager
def _failures_as_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise typer.Exit(ExitCode.OK) from error
    except OSError as error:
        raise UsageStatsError(f"cannot be written: {error.strerror}", where=_NAME) from error
