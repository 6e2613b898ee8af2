"""The library of polars is loaded by the system while Python loads modules: two cores at work.

To load it takes a tenth of the start of a report, in which the system needs no Python. polars finds
it loaded, and does the rest itself.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from ctypes import CDLL
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Final

from usagestats.memory_limit import address_limit

_RUNTIMES: Final = ("_polars_runtime_compat", "_polars_runtime_64", "_polars_runtime_32")
"""The packages that hold the library, in the order in which polars looks for them."""


def load_polars_ahead() -> None:
    """Begin to load the library, unless that was done or memory is limited; return at once."""
    if "polars" in sys.modules or address_limit() is not None:
        return
    package = next(filter(None, map(find_spec, _RUNTIMES)), None)
    folders = (package and package.submodule_search_locations) or ()
    libraries = [path for folder in folders for path in Path(folder).glob("_polars_runtime*.so")]
    if libraries:
        Thread(target=_load, args=libraries[:1], daemon=True).start()


def _load(path: Path) -> None:
    with suppress(OSError):  # polars will say so itself
        CDLL(str(path))
