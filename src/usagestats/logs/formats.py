"""The list of log formats. Adding one is a file and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.json_formats import JSON_FORMATS
from usagestats.logs.ncsa import NCSA
from usagestats.logs.text_formats import TEXT_FORMATS

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_ALL: Final[tuple[LogFormat, ...]] = (*TEXT_FORMATS, *JSON_FORMATS)

FORMATS: Final[dict[str, LogFormat]] = {log_format.name: log_format for log_format in _ALL}

NAMES: Final = {
    **dict.fromkeys(("common", "combined", "vhost_combined", "main"), NCSA.name),
    "nginx": NCSA.name,
    "apache": NCSA.name,
    "istio": "envoy",
    "krakend": "gin",
    "iis": "w3c",
    **{name: name for name in FORMATS},
}
"""What users may call the formats: by their own names, or by what writes them by default."""
