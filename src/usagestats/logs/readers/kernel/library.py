"""The compiled kernel, if this installation has one, and its interface in the terms of `ctypes`.

`hatch_build.py` compiles `scan.c` into this folder. If it cannot, everything is read by the other
readers, which are slower. `ctypes` releases the interpreter lock while the kernel works.
"""

from __future__ import annotations

import os
from ctypes import (
    CDLL,
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_uint8,
    c_uint64,
    c_void_p,
)
from functools import cache
from pathlib import Path
from typing import Final

TEXT_COLUMNS: Final = ("http_method", "host", "remote_user", "remote_address", "path", "query")
"""The columns of REQUESTS that the kernel finds as texts, in the order of `scan.c`."""

LIBRARY: Final = "kernel.lib"
"""The name of the compiled file, on every system."""

FILE = Path(__file__).with_name(LIBRARY)
"""The compiled file; `make fuzz` puts another one in its place."""

SWITCH: Final = "USAGESTATS_KERNEL"
"""The environment variable that switches the kernel off by the value `off`."""

_INTERFACE = 5


class TaskOfKernel(Structure):
    """`Question` of `scan.c`."""

    _fields_ = (
        ("is_apicast", c_int32),
        ("is_grouped", c_int32),
        ("keeps_status", c_int32),
        ("kept", c_uint8 * 8),
        ("name_count", c_int32),
        ("names", POINTER(c_char_p)),
        ("name_lengths", POINTER(c_int32)),
        ("slot", c_int64),
        ("wall_slot", c_int64),
        ("first_year", c_int64),
        ("last_year", c_int64),
        ("key", c_uint64 * 2),
    )


class TextsFound(Structure):
    """`TextsFound` of `scan.c`."""

    _fields_ = (("bytes", c_void_p), ("size", c_int64), ("count", c_int64))


class FoundByKernel(Structure):
    """`Found` of `scan.c`."""

    _fields_ = (
        ("rows", c_void_p),
        ("row_count", c_int64),
        ("refused", c_void_p),
        ("refused_count", c_int64),
        ("line_count", c_int64),
        ("texts", TextsFound * len(TEXT_COLUMNS)),
    )


def kernel() -> CDLL | None:
    """Return the kernel; `None` if there is none, or it is switched off."""
    return None if os.environ.get(SWITCH) == "off" else _loaded(FILE)


@cache
def _loaded(path: Path) -> CDLL | None:
    """Load the library; `None` if it is missing, or compiled from another version of `scan.c`."""
    try:
        library = CDLL(str(path))
        if library.usagestats_interface() != _INTERFACE:
            return None
    except (OSError, AttributeError):
        return None
    library.usagestats_begin.argtypes = (POINTER(TaskOfKernel),)
    library.usagestats_begin.restype = POINTER(FoundByKernel)
    library.usagestats_scan.argtypes = (POINTER(FoundByKernel), c_char_p, c_int64)
    library.usagestats_scan.restype = c_int32
    library.usagestats_free.argtypes = (POINTER(FoundByKernel),)
    library.usagestats_free.restype = None
    return library
