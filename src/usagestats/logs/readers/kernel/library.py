"""The compiled kernel, if this installation has one, and its interface in the terms of `ctypes`.

`hatch_build.py` compiles `scan.c` into this folder. If it cannot, everything is read by the other
readers, which are slower. `ctypes` releases the interpreter lock while the kernel works.
"""

from __future__ import annotations

import os
from ctypes import CDLL, Structure, c_int64, c_void_p
from functools import cache
from pathlib import Path
from typing import Final

LIBRARY: Final = "kernel.lib"
"""The name of the compiled file, on every system."""

FILE = Path(__file__).with_name(LIBRARY)
"""The compiled file; `make fuzz` puts another one in its place."""

SWITCH: Final = "USAGESTATS_KERNEL"
"""The environment variable that switches the kernel off by the value `off`."""

_INTERFACE = 24


class TextsFound(Structure):
    """`TextsFound` of `found.h`."""

    _fields_ = (("bytes", c_void_p), ("size", c_int64), ("count", c_int64))


def kernel() -> CDLL | None:
    """Return the kernel; `None` if there is none, or it is switched off."""
    return None if os.environ.get(SWITCH) == "off" else _loaded(FILE)


def is_lacking() -> bool:
    """Whether this installation has no kernel, although nobody has switched it off."""
    return os.environ.get(SWITCH) != "off" and kernel() is None


@cache
def _loaded(path: Path) -> CDLL | None:
    """Load the library; `None` if it is missing, or compiled from another version of `scan.c`."""
    try:
        library = CDLL(str(path))
        if library.usagestats_interface() != _INTERFACE:
            return None
    except (OSError, AttributeError):
        return None
    return library
