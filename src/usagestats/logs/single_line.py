"""One line of a log, read with care: by its format, without the fast reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.light_dataclass import dataclass
from usagestats.logs.inner_lines import inner_lines, source_lines
from usagestats.logs.mixture import understand
from usagestats.logs.readers.headers import headers_in_force, with_headers
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.rejects import clipped
from usagestats.logs.source_reader import SourceReader

if TYPE_CHECKING:
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.sources import Source
    from usagestats.logs.mixture import Mixture
    from usagestats.logs.readers.log_format import LogFormat, Request


@dataclass(frozen=True, slots=True)
class SingleLine:
    """A line that is a request, and the name of its format."""

    log_format: str
    request: Request


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, the main format of its source, and the other formats that it may have."""

    text: str
    main: LogFormat
    mixture: Mixture


def read_single_line(
    source: Source,
    number: int,
    secret_names: frozenset[str] = frozenset(),
    log_format: LogFormat | None = None,
) -> SingleLine:
    """Read the line of this number, counted from 1.

    Args:
        source: The log.
        number: The number of the line.
        secret_names: The parameters and fields that no message may show.
        log_format: The format of the log; `None`: it is detected.

    Raises:
        InputError: There is no such line, or it is not a request.
    """
    where = f"{source.name}:{number}"
    lines_before = 0
    reader = SourceReader(source, 0, secret_names=secret_names, log_format=log_format)
    for chunk in reader.open().chunks():
        lines = source_lines(chunk)
        if number <= lines_before + lines:
            line = _line_at(chunk, number - lines_before - 1)
            try:
                return _request(line)
            except NoRequestError as reason:
                shown = clipped(line.text, secret_names)
                raise InputError(str(reason), where=where, hint=shown) from reason
        lines_before += lines
    raise InputError(f"there is no such line; the log has {lines_before:,}", where=where)


def _line_at(chunk: Chunk, number: int) -> _Line:
    """Return the whole line of the gateway at a line of a chunk, and the formats in force there.

    `number` counts the lines of the source in the chunk, from 0. If such a line holds only a part
    of a line of the gateway, all parts are joined.
    """
    inner = inner_lines(chunk)
    before, line = inner.line_at(number)
    headers = headers_in_force(chunk, "", before)
    text = line.decode("utf-8", "replace").strip("\0\ufeff")
    return _Line(text, with_headers(chunk.log_format, headers), chunk.mixture.with_headers(headers))


def _request(line: _Line) -> SingleLine:
    if is_ignored(line.text):
        raise NoRequestError(
            "the line is not a request, but blank, a comment, a TCP connection or of an error log"
        )
    try:
        found = understand(line.text, line.main, line.mixture)
    except OtherRecordError as reason:
        raise NoRequestError(f"the line is not a request, but {reason}") from reason
    except NoRequestError as reason:
        name, stop = line.main.name, line.main.stop(line.text)
        where = f" (it stops to fit at column {stop.column + 1})" if stop else ""
        raise NoRequestError(f"the line does not parse as {name}: {reason}{where}") from reason
    return SingleLine(found.log_format.name, found.request)
