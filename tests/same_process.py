"""Run the program inside the process of the tests, which spares its start.

The program gets the streams, the environment, the folder and the settings of the interpreter that
a process of its own would have, down to the descriptors 0, 1 and 2. Afterwards all of them are as
before.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
import threading
import time
import warnings
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from tests.case import COMMAND, Outcome
from tests.process_environment import set_environment
from tests.terminal import open_terminal, shown_on
from usagestats.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.case import Invocation

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
STREAMS = ("stdin", "stdout", "stderr")


def run_in_process(invocation: Invocation) -> Outcome:
    run = _run_on_terminal if invocation.terminal else _run_in_pipes
    return run(invocation)


def _run_in_pipes(invocation: Invocation) -> Outcome:
    with tempfile.TemporaryFile() as output, _piped(invocation.stdin) as stdin:
        errors, code = _run(invocation, stdin, output.fileno())
        return Outcome(_content(output.fileno()), errors, code)


def _run_on_terminal(invocation: Invocation) -> Outcome:
    screen, program = open_terminal(invocation.terminal)
    shown: list[str] = []
    reader = Thread(target=lambda: shown.append(shown_on(screen)))
    reader.start()
    try:
        errors, code = _run(invocation, program, program)
    finally:
        os.close(program)
        reader.join()
        os.close(screen)
    return Outcome(shown[0], errors, code)


def _run(invocation: Invocation, stdin: int, stdout: int) -> tuple[str, int]:
    """Return the text on standard error, and the exit code."""
    threads = set(threading.enumerate())
    with tempfile.TemporaryFile() as errors:
        stderr = stdout if invocation.is_merged else errors.fileno()
        with ExitStack() as surroundings:
            surroundings.enter_context(_descriptors(stdin, stdout, stderr))
            surroundings.enter_context(_streams())
            surroundings.enter_context(_interpreter(invocation.arguments))
            surroundings.enter_context(_environment(invocation))
            code = _exit_code()
            _wait_for_threads(threads)
            sys.stdout.flush()
            sys.stderr.flush()
        return _content(errors.fileno()), code


def _exit_code() -> int:
    with pytest.raises(SystemExit) as leaving:
        main()
    assert isinstance(leaving.value.code, int)
    return int(leaving.value.code)


def _wait_for_threads(before: set[Thread]) -> None:
    """Wait for the threads of the program, as the interpreter does at its end."""
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join()


@contextmanager
def _piped(content: bytes) -> Iterator[int]:
    """Give the descriptor of a pipe that holds the content."""
    reading, writing = os.pipe()
    writer = Thread(target=_fill, args=(writing, content))
    writer.start()
    try:
        yield reading
    finally:
        os.close(reading)
        writer.join()


def _fill(pipe: int, content: bytes) -> None:
    with open(pipe, "wb", buffering=0) as stream, suppress(BrokenPipeError):
        stream.write(content)


def _content(file: int) -> str:
    return os.pread(file, os.fstat(file).st_size, 0).decode()


@contextmanager
def _descriptors(*given: int) -> Iterator[None]:
    """Let 0, 1 and 2 be the given descriptors."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(number) for number in range(len(given))]
    for number, descriptor in enumerate(given):
        os.dup2(descriptor, number)
    try:
        yield
    finally:
        for number, descriptor in enumerate(kept):
            os.dup2(descriptor, number)
            os.close(descriptor)


@contextmanager
def _streams() -> Iterator[None]:
    """Open the text streams as the interpreter does in the locale C.UTF-8."""
    kept = {name: getattr(sys, name) for name in (*STREAMS, *(f"__{name}__" for name in STREAMS))}
    options: dict[str, Any] = {"encoding": "utf-8", "closefd": False}
    with (
        open(0, errors="surrogateescape", **options) as stdin,
        open(1, "w", errors="surrogateescape", **options) as stdout,
        open(2, "w", buffering=1, errors="backslashreplace", **options) as stderr,
    ):
        for name, stream in zip(STREAMS, (stdin, stdout, stderr), strict=True):
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
        try:
            yield
        finally:
            for name, stream in kept.items():
                setattr(sys, name, stream)


@contextmanager
def _interpreter(arguments: list[str]) -> Iterator[None]:
    """Let the interpreter be as at the start of the program."""
    argv, started = sys.argv, sys.modules["__main__"]
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    thresholds = gc.get_threshold()
    for number in ENDING_SIGNALS:  # else the program starts a thread that waits for them for good
        signal.signal(number, signal.default_int_handler)
    sys.argv = [str(COMMAND), *arguments]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with warnings.catch_warnings():
            yield
    finally:
        sys.argv, sys.modules["__main__"] = argv, started
        for number, handler in handlers.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


@contextmanager
def _environment(invocation: Invocation) -> Iterator[None]:
    """Let the environment, the time zone and the working folder be those of the program."""
    kept, folder = dict(os.environ), os.open(".", os.O_RDONLY)
    _set_environment(invocation.environment)
    os.chdir(invocation.folder)
    try:
        yield
    finally:
        os.fchdir(folder)
        os.close(folder)
        _set_environment(kept)


def _set_environment(variables: dict[str, str]) -> None:
    set_environment(variables)
    time.tzset()
