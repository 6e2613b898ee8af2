"""The message about lines that do not fit; `faults` finds out what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from usagestats.errors import Excerpt


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line does not fit.

    Args:
        reason: The reason, as a clause; empty where all lines fit.
        remedy: The next steps.
        excerpt: The line, and the place where it stops to fit; `None` where that is not known.
    """

    reason: str = ""
    remedy: tuple[str, ...] = ()
    excerpt: Excerpt | None = None


NO_FAULT: Final = Fault()
