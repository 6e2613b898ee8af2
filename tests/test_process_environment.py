from __future__ import annotations

import os
import subprocess
from ctypes import CDLL, c_char_p
from threading import Event, Thread
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.process_environment import set_environment

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = dict(os.environ)
    yield
    set_environment(before)


def in_c(name: bytes) -> bytes | None:
    getenv = CDLL(None).getenv
    getenv.restype = c_char_p
    found = getenv(name)
    assert found is None or isinstance(found, bytes)
    return found


def test_python_c_and_children_see_the_variables() -> None:
    os.environ["GONE"] = "1"

    set_environment({"NAME": "a\xe9\udcff=b"})

    assert dict(os.environ) == {"NAME": "a\xe9\udcff=b"}
    assert in_c(b"NAME") == b"a\xc3\xa9\xff=b"
    assert in_c(b"GONE") is None
    child = subprocess.run(["/usr/bin/env"], capture_output=True, check=True)
    assert child.stdout == b"NAME=a\xc3\xa9\xff=b\n"


def test_a_variable_may_be_set_and_removed_afterwards() -> None:
    set_environment({"NAME": "a", "OTHER": "b"})

    del os.environ["NAME"]
    os.environ["MORE"] = "c"
    assert (in_c(b"NAME"), in_c(b"MORE"), in_c(b"OTHER")) == (None, b"c", b"b")

    set_environment({"NAME": "a", "OTHER": "b"})
    assert (in_c(b"NAME"), in_c(b"MORE"), in_c(b"OTHER")) == (b"a", None, b"b")


def test_threads_of_a_library_may_read_it_meanwhile() -> None:
    """With `os.environ.update`, this process ends by a segmentation fault within a second."""
    small = {"PATH": os.environ["PATH"]}
    large = small | {f"NAME{number}": "x" * 50 for number in range(40)}
    ends = Event()

    def read() -> None:
        while not ends.is_set():
            pl.LazyFrame({"a": [1, 2, 3]}).group_by("a").len().collect()

    threads = [Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(5000):
        set_environment(large if number % 2 else small)
    ends.set()
    for thread in threads:
        thread.join()
