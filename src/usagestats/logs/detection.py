"""Which format a source is in: lines from several places of it are tried with every format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.logs.formats import FORMATS
from usagestats.logs.ignored import is_blank_or_comment, is_error_log_line
from usagestats.logs.log_format import NoRequestError
from usagestats.logs.rejects import clipped

if TYPE_CHECKING:
    from usagestats.logs.log_format import LogFormat

ERROR_LOG = "it holds error-log lines only"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_TRIED = 64 << 10
_LINES = 300
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")  # an escape begins a colour
_LARGEST_BINARY_SHARE = 0.1
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found out about a source.

    Args:
        log_format: The name of the format that fits most lines.
        fitting: How many of the sampled lines fit it.
        sampled: How many lines were tried; blank lines, comments and error-log lines are not.
        misfits: The first lines that do not fit, masked and clipped.
        remark: What else was seen, where nothing fits.
    """

    log_format: str
    fitting: int
    sampled: int
    misfits: tuple[str, ...] = ()
    remark: str | None = None

    @property
    def is_error_log(self) -> bool:
        """Tell whether it is what gateways write beside their access logs."""
        return self.remark == ERROR_LOG

    @property
    def is_certain(self) -> bool:
        """Tell whether the format is good enough to read the source with."""
        return self.remark is None and 2 * self.fitting >= self.sampled

    def __str__(self) -> str:
        if self.remark is not None:
            return self.remark
        return f"{self.log_format}, {self.fitting} of {self.sampled} sampled lines fit"


def detect(
    places: list[bytes], secret_names: frozenset[str] = frozenset(), only: str | None = None
) -> Detection:
    """Choose the format of a source by whole lines from several places of it.

    Args:
        places: Whole lines.
        secret_names: The parameters and fields that lines shown as misfits must not show.
        only: The name of the format to try, where the user knows it.
    """
    if places[0].startswith(_UTF_16):
        remark = "it is UTF-16: convert it first, with iconv -f utf-16 -t utf-8"
        return Detection("", 0, 0, remark=remark)
    sampled = [line for place in places for line in _sample(place, _LINES // len(places))]
    lines = [
        line[:_LONGEST_TRIED].decode("utf-8", "replace").strip("\0\ufeff\r") for line in sampled
    ]
    if _is_binary("".join(lines)):
        return Detection("", 0, len(lines), remark="it looks like a binary file")
    telling = [line for line in lines if not is_blank_or_comment(line)]
    candidates = [line for line in telling if not is_error_log_line(line)]
    if telling and not candidates:
        return Detection("", 0, len(telling), remark=ERROR_LOG)
    formats = [FORMATS[only]] if only else list(FORMATS.values())
    tried = [_try(log_format, candidates, secret_names) for log_format in formats]
    return max(tried, key=lambda detection: detection.fitting)


def _is_binary(text: str) -> bool:
    """Tell whether a good part of a text is control characters or no UTF-8."""
    return len(_NO_TEXT.findall(text)) > len(text) * _LARGEST_BINARY_SHARE


def _sample(place: bytes, count: int) -> list[bytes]:
    """Return up to `count` lines, evenly spread."""
    lines = place.split(b"\n")
    return lines[:: max(len(lines) // count, 1)][:count]


def _try(log_format: LogFormat, lines: list[str], secret_names: frozenset[str]) -> Detection:
    misfits = [line for line in lines if not _fits(log_format, line)]
    shown = tuple(clipped(line, secret_names) for line in misfits[:_SHOWN])
    return Detection(log_format.name, len(lines) - len(misfits), len(lines), shown)


def _fits(log_format: LogFormat, line: str) -> bool:
    try:
        log_format.read_line(line)
    except NoRequestError:
        return False
    return True
