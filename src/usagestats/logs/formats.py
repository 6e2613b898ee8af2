"""The list of log formats. Adding one is a file and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.apicast import APICAST
from usagestats.logs.ncsa import NCSA

if TYPE_CHECKING:
    from usagestats.logs.log_format import LogFormat

FORMATS: Final[dict[str, LogFormat]] = {NCSA.name: NCSA, APICAST.name: APICAST}

NAMES: Final = {
    **dict.fromkeys(("common", "combined", "vhost_combined", "main"), NCSA.name),
    **{name: name for name in FORMATS},
}
"""What users may call the formats: by their own names, and the NCSA family by its members'."""
