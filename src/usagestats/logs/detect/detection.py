"""The format of a source: every format is tried on lines from several samples of the source.

The lines are tried as they are, and with their possible wrappers taken off. The chain of wrappers
and the format that fit the largest share of the lines are chosen. If several chains fit equally
well, the longest is chosen: a text format may take the prefix of a wrapper for a part of the line.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.detect.fault import NO_FAULT, Fault
from usagestats.logs.detect.format_fit import HEADER_STARTS, FormatFit, best_fit
from usagestats.logs.detect.mixtures import OthersFound, others_in
from usagestats.logs.files.encodings import UTF_8, narrow_encoding, valid_utf8, with_line_feeds
from usagestats.logs.formats import UNMISTAKABLE
from usagestats.logs.mixture import NO_MIXTURE
from usagestats.logs.readers.ignored import (
    error_log_lines,
    is_blank_or_comment,
    is_connection,
    is_haproxy_connection,
)
from usagestats.logs.rejects import clipped
from usagestats.logs.wrappers.chain import peelings, timed_peelings

if TYPE_CHECKING:
    from usagestats.logs.mixture import Mixture
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.wrappers.chain import Chain
    from usagestats.logs.wrappers.wrapper import Wrapper

ERROR_LOG = "it holds error-log lines only"
_CONNECTIONS = "it holds TCP connections only, and no requests"
_HAPROXY_CONNECTIONS = (
    "it holds lines of HAProxy about TCP connections only: `option httplog` lets it log requests"
)
_LONGEST_TRIED = 64 << 10
_LONGEST_SAMPLE = 1 << 20
_LINES = 300
_NO_TEXT = late_pattern("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")  # without ESC, which begins a colour
_LARGEST_BINARY_SHARE = 0.1
_SHOWN = 3
_OTHER_FORMATS = (
    "the formats that are known are shown by: usagestats formats",
    "any other may be given as the gateway has it: --log-format 'LOG FORMAT OF THE GATEWAY'",
)


@dataclass(frozen=True, slots=True)
class Detection:
    """The format of a source, and how well its lines fit.

    Args:
        log_format: The format that fits most lines; `None` where none was tried.
        fitting: The number of sampled lines that fit it.
        sampled: The number of lines that were tried; blank lines, comments and lines of error logs
            are not among them.
        misfits: The first lines that do not fit, masked and clipped.
        remark: The reason why no format fits, if it is known.
        others: The other formats of sampled lines, with the number of lines of each.
        mixture: The formats and wrappers that are tried where the format refuses a line.
        wrappers: The layers around each line, the outermost first.
        encoding: The encoding of lines that are not UTF-8.
        is_given: Whether the user gave the format.
        instead: The format that is detected where the given format does not fit.
        fault: Why a line does not fit, and what to do.
    """

    log_format: LogFormat | None
    fitting: int
    sampled: int
    misfits: tuple[str, ...] = ()
    remark: str | None = None
    others: tuple[tuple[str, int], ...] = ()
    mixture: Mixture = NO_MIXTURE
    wrappers: tuple[Wrapper, ...] = ()
    encoding: str = UTF_8
    is_given: bool = False
    instead: Detection | None = None
    fault: Fault = NO_FAULT

    @property
    def format_name(self) -> str:
        """The name of the format; empty where nothing was tried."""
        return self.log_format.name if self.log_format else ""

    @property
    def layers(self) -> str:
        """The encoding, the wrappers and the format, from outside to inside: `docker, ncsa`."""
        encoding = [] if self.encoding == UTF_8 else [self.encoding]
        wrappers = [wrapper.name for wrapper in self.wrappers]
        return ", ".join([*encoding, *wrappers, self.format_name])

    @property
    def is_error_log(self) -> bool:
        """Whether the source is an error log of a gateway."""
        return self.remark == ERROR_LOG

    @property
    def understood(self) -> int:
        """The number of sampled lines that fit the format, or another one."""
        return self.fitting + sum(count for _, count in self.others)

    @property
    def is_certain(self) -> bool:
        """Whether the source can be read.

        There is no remark, and at least half of the lines fit. Of an unmistakable format a tenth
        is enough: the others are lines of an application. A format that the user gave needs to fit
        but one line.
        """
        if self.remark is not None:
            return False
        if self.is_given:
            return self.fitting > 0 or not self.sampled
        return self.fits_half or 10 * self._unmistakable >= self.sampled

    @property
    def fits_half(self) -> bool:
        """Whether at least half of the lines fit."""
        return self.remark is None and 2 * self.understood >= self.sampled

    @property
    def _unmistakable(self) -> int:
        """The number of sampled lines of unmistakable formats, wrapped ones too."""
        counts = ((self.format_name, self.fitting), *self.others)
        return sum(count for name, count in counts if name in UNMISTAKABLE)

    @property
    def share(self) -> str:
        """How many of the sampled lines fit, and which other formats the others have."""
        text = f"{self.fitting:,} of {self.sampled:,} sampled lines fit"
        others = [
            f"{count:,} {'is' if count == 1 else 'are'} {name}" for name, count in self.others
        ]
        return f"{text}, {', '.join(others)}" if others else text

    @property
    def complaint(self) -> str:
        """The message of the error that refuses the source."""
        if self.is_given and self.remark is None:
            return f"the format given does not fit: {self}"
        return f"not a recognised access log: {self}"

    @property
    def advice(self) -> str:
        """The next step where the given format does not fit."""
        if self.instead is None:
            return "no other format that is known fits either"
        return f"leave --log-format (or log_format) away: it would be read as {self.instead}"

    @property
    def hint(self) -> str:
        """The first lines that do not fit, and the next step."""
        misfits = self.misfits[1:] if self.fault.excerpt else self.misfits
        return "\n".join([*(f"does not fit: {line}" for line in misfits), *self.remedies])

    @property
    def remedies(self) -> list[str]:
        """The next steps."""
        if self.is_given and self.remark is None:
            return [*self.fault.remedy, self.advice]
        some = f"to read the lines that fit, and no others: --log-format {self.format_name}"
        known = [some] if self.fitting else []
        return [*self.fault.remedy, *known, *_OTHER_FORMATS]

    def __str__(self) -> str:
        if self.remark is not None:
            return self.remark
        if self.is_certain:
            return f"{self.layers}, {self.share}"
        if self.is_given or self.understood:
            return f"{self.layers}, {self.share}; {self.fault.reason}"
        return f"0 of {self.sampled:,} sampled lines fit a known format; {self.fault.reason}"


def detect(
    samples: list[bytes], secret_names: frozenset[str] = frozenset(), only: LogFormat | None = None
) -> Detection:
    """Choose the format of a source.

    Args:
        samples: Whole lines from several positions of the source, see `samples_of`.
        secret_names: The parameters and fields that are masked in misfits.
        only: The format that the user gave; `None`: all are tried.

    Returns:
        The best format and how well it fits. It may be uncertain: see `Detection.is_certain`.
    """
    encoding = narrow_encoding(b"\n".join(sample[:_LONGEST_SAMPLE] for sample in samples))
    texts = [_text(sample, encoding) for sample in samples]
    lines = [line for text in texts for line in _sample(text, _LINES // len(texts))]
    if _is_binary("".join(lines)):
        return Detection(None, 0, len(lines), remark="it looks like a binary file")
    beginning = texts[0][:_LONGEST_SAMPLE]
    found: list[Detection] = []
    for peeled in (peelings, timed_peelings):
        tried: list[Detection] = []
        chains = list(peeled(lines, beginning))
        while chains and not _fits_no_worse(tried, chains):
            wrappers, inner = chains.pop()
            found_inside = _detect_inner(inner, lines, secret_names, only)
            tried.append(replace(found_inside, wrappers=wrappers, encoding=encoding))
        found += tried
        if any(detection.fits_half for detection in tried):
            break
    best = max(found, key=lambda detection: (_promise(detection), detection.fitting))
    if only is None:
        return best
    instead = None if best.is_certain else detect(samples, secret_names)
    found_out = instead if instead and instead.is_certain else None
    return replace(best, is_given=True, instead=found_out)


def _fits_no_worse(tried: list[Detection], chains: list[tuple[Chain, list[str]]]) -> bool:
    """Whether a longer chain has all lines of one format, and as many as a shorter one can have."""
    most = max(len(lines) for _, lines in chains)
    return any(one.remark is None and most <= one.fitting == one.sampled for one in tried)


def _promise(detection: Detection) -> float:
    """Return the share of lines that fit, by which detections are compared.

    A detection with a remark or without lines gets 0.001: it is preferred to one that fits no line.
    One that knows the remedy gets half of that.
    """
    if detection.remark is not None or not detection.sampled:
        return 0.001
    least = 0.0005 if detection.fault.remedy else 0.0
    return max(detection.understood / detection.sampled, least)


def _text(sample: bytes, encoding: str) -> str:
    return valid_utf8(with_line_feeds(sample), encoding).decode().lstrip("\0\ufeff")


def _detect_inner(
    lines: list[str], whole: list[str], secret_names: frozenset[str], only: LogFormat | None
) -> Detection:
    """Choose the format of lines without wrappers; `whole` are the lines with them."""
    telling = [line for line in lines if not is_blank_or_comment(line)]
    beside = frozenset(error_log_lines(telling))
    candidates = [line for line in telling if line not in beside]
    if telling and not candidates:
        return Detection(None, 0, len(telling), remark=_remark_on_no_requests(telling))
    fit = best_fit(lines, only, beside.union(set(lines).difference(telling)))
    if only is not None:
        others = OthersFound(NO_MIXTURE, Counter(), fit.misfits)
    else:
        others = others_in(lines, fit.misfits, fit.log_format)
    found = _as_detection(fit, others, secret_names, is_given=only is not None)
    if found.is_certain:
        return found
    from usagestats.logs.detect.faults import fault_of  # noqa: PLC0415  (only where none fits)
    from usagestats.logs.detect.refusals import refusal  # noqa: PLC0415  (likewise)

    remark = refusal(candidates, whole)
    fault = NO_FAULT if remark else fault_of(others.misfits, only, secret_names)
    return replace(found, remark=remark, fault=fault)


def _remark_on_no_requests(lines: list[str]) -> str:
    if any(map(is_haproxy_connection, lines)):
        return _HAPROXY_CONNECTIONS
    return _CONNECTIONS if any(map(is_connection, lines)) else ERROR_LOG


def _is_binary(text: str) -> bool:
    """Whether a text has more control characters and invalid UTF-8 than logs have."""
    return len(_NO_TEXT.findall(text)) > len(text) * _LARGEST_BINARY_SHARE


def _sample(text: str, count: int) -> list[str]:
    """Return about `count` lines, evenly spread, and all header lines."""
    lines = text.split("\n")
    step = max(len(lines) // count, 1)
    spread = [
        line
        for number, line in enumerate(lines)
        if (number % step == 0 and number < step * count) or line.startswith(HEADER_STARTS)
    ]
    return [line[:_LONGEST_TRIED].strip("\0\ufeff") for line in spread]


def _as_detection(
    fit: FormatFit,
    others: OthersFound,
    secret_names: frozenset[str],
    *,
    is_given: bool,
) -> Detection:
    misfits = others.misfits
    shown = tuple(clipped(line, secret_names) for line in misfits[:_SHOWN])
    return Detection(
        fit.log_format,
        fit.fitting,
        fit.fitting + others.lines_of.total() + len(misfits),
        shown,
        others=tuple(others.lines_of.items()),
        mixture=others.mixture,
        is_given=is_given,
    )
