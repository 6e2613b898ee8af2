"""The versions that `--version` shows, which a report of a fault should name."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import TYPE_CHECKING

from usagestats import __version__
from usagestats.logs.readers.kernel.library import kernel

if TYPE_CHECKING:
    from collections.abc import Iterator


def versions() -> Iterator[str]:
    """Yield the version of the program, then those of its foundations, a line each."""
    yield f"usagestats {__version__}"
    yield f"Python {platform.python_version()}"
    yield f"polars {version('polars')}"
    yield f"kernel: {_kernel()}"


def _kernel() -> str:
    is_here = kernel() is not None
    return "compiled" if is_here else "not compiled, or switched off: logs are read more slowly"
