"""How many bytes of addresses the system allows (`ulimit -v`), and whether that is enough."""

from __future__ import annotations

import re
import sys
from typing import Final

from usagestats.errors import UsageStatsError

_MEGABYTE: Final = 1 << 20
NEEDED: Final = 512 * _MEGABYTE
"""Below this, the libraries cannot even be loaded, or wait for threads that they do not get."""
_HELP: Final = (
    "allow more: ulimit -v 4000000 (a run needs 0.6 to 1.5 GB of addresses, more with many logs),"
    " or read fewer logs at once"
)
_LACKS_MEMORY: Final = (
    rb"memory allocation|out of memory|cannot allocate|bad_alloc|thread creation failed|mmap failed"
    rb"|(?:can't|could not|failed to) (?:spawn|start new thread|map segment)|blas_thread_init"
    rb"|resource temporarily unavailable"
)
"""Words of libraries, and of the system, that mean that there was no memory, or no thread."""


def lacks_memory(words: bytes) -> bool:
    """Whether a library or the system speaks of memory or threads that are not to be had."""
    return bool(re.search(_LACKS_MEMORY, words, re.IGNORECASE))


def no_memory() -> UsageStatsError:
    """Return the error of a run that got too little memory."""
    limit = address_limit()
    allowed = "" if limit is None else f": ulimit -v allows {limit // _MEGABYTE:,} MB of addresses"
    return UsageStatsError(f"there is not enough memory{allowed}", hint=_HELP)


def refuse_too_little() -> None:
    """Make sure that the libraries can be loaded.

    Raises:
        UsageStatsError: The limit of addresses is too low.
    """
    limit = address_limit()
    if limit is not None and limit < NEEDED:
        raise no_memory()


def address_limit() -> int | None:
    """Return how many bytes of addresses the system allows; `None` without a limit."""
    if not sys.platform.startswith("linux"):  # elsewhere the limit has no effect
        return None
    from resource import (  # noqa: PLC0415  (other systems lack it)
        RLIM_INFINITY,
        RLIMIT_AS,
        getrlimit,
    )

    limit = getrlimit(RLIMIT_AS)[0]
    return None if limit == RLIM_INFINITY else limit
