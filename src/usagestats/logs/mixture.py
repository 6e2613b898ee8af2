"""The other formats that lines of a source may have, besides its main one.

A line that the main format refuses is tried with every built-in format that is unmistakable, in
the order of the list, whatever the sample held. Formats that lines of other programs may fit, too,
(JSON with the usual names, pairs, rows below headers) are tried only where the sample held such
lines. So the chunks of a source are read alike, and so are sources of the same main format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.light_dataclass import dataclass, replace
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.ignored import is_blank_or_comment, is_error_log_line
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.wrappers.wrapper import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.log_format import LogFormat, Request
    from usagestats.logs.wrappers.prefixes import Prefix

DEEPEST: Final = 3
"""The largest number of wrappers that are taken off a single line."""


class Understood(NamedTuple):
    """A request, and the format that its line has."""

    log_format: LogFormat
    request: Request


@dataclass(frozen=True, slots=True)
class Mixture:
    """The formats and the wrappers that are tried where the main format refuses a line.

    Args:
        formats: The formats, in the order in which they are tried.
        held: The names of those that sampled lines have. Records of other kinds, as their
            gateways write them, are ignored.
        is_unwrapped: Whether layers are taken off lines which no format fits as they are.
    """

    formats: tuple[LogFormat, ...] = ()
    held: frozenset[str] = frozenset()
    is_unwrapped: bool = False

    @property
    def wrappers(self) -> tuple[Prefix, ...]:
        """The layers that are taken off lines which no format fits as they are."""
        from usagestats.logs.wrappers.known import LINE_WRAPPERS  # noqa: PLC0415  (seldom needed)

        return LINE_WRAPPERS if self.is_unwrapped else ()

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of the header lines of the formats."""
        return tuple(sorted({start for one in self.formats for start in one.header_starts}))

    def is_header(self, line: str) -> bool:
        """Whether a line is a header line of one of the formats."""
        text = line.strip("\0\ufeff")
        return any(
            text.startswith(one.header_starts) and one.for_header(text) for one in self.formats
        )

    def with_headers(self, preamble: str) -> Mixture:
        """Return the mixture that is in force below the header lines of `preamble`."""
        return replace(self, formats=tuple(with_headers(one, preamble) for one in self.formats))


NO_MIXTURE: Final = Mixture()
"""All lines have the main format, or are no requests."""


def understand(line: str, main: LogFormat, mixture: Mixture) -> Understood:
    """Read one line of a source with care.

    Args:
        line: A line that is not ignored, without NUL bytes around it.
        main: The main format of the source.
        mixture: The formats and wrappers that other lines may have.

    Raises:
        OtherRecordError: It is a record of another kind.
        NoRequestError: It is no request; the reason is that of the main format.
    """
    try:
        return Understood(main, main.read_line(line))
    except OtherRecordError:
        raise
    except NoRequestError:
        if found := _as_it_is(line, mixture.formats, mixture) or _unwrapped(line, main, mixture):
            return found
        raise


def _as_it_is(line: str, formats: Sequence[LogFormat], mixture: Mixture) -> Understood | None:
    """Read a line by the first format that it is of; `None`: there is none.

    Raises:
        OtherRecordError: It is a record of another kind, of a format that the sample held.
    """
    other: OtherRecordError | None = None
    for one in formats:
        try:
            if takes(one, line):
                return Understood(one, one.read_line(line))
        except OtherRecordError as record:
            other = other or (record if one.name in mixture.held else None)
    if other:
        raise other
    return None


def _unwrapped(line: str, main: LogFormat, mixture: Mixture) -> Understood | None:
    """Read a line inside of wrappers.

    Raises:
        OtherRecordError: It is a record of another kind, or no request by nature.
    """
    formats = (main, *mixture.formats)
    for _ in range(DEEPEST):
        wrapper = next((one for one in mixture.wrappers if one.matches(line)), None)
        if wrapper is None:
            return None
        line = str(wrapper.unwrap(texts([line])).text[0]).strip("\0\ufeff")
        if is_beside(line):
            raise OtherRecordError("a line of a gateway that is not about a request")
        found = None if is_blank_or_comment(line) else _as_it_is(line, formats, mixture)
        if found:
            return found
    return None


def is_beside(inner: str) -> bool:
    """Whether the text inside of a wrapper is no request by nature: a message, or nothing."""
    return not inner.strip() or is_error_log_line(inner)


def takes(log_format: LogFormat, line: str) -> bool:
    """Whether a line is of a format for sure: it can be read, and bears the signature.

    Raises:
        OtherRecordError: It is a record of another kind, of the gateway of this format.
    """
    try:
        log_format.check_line(line)
    except OtherRecordError:
        raise
    except NoRequestError:
        return False
    return log_format.bears_signature(line)
