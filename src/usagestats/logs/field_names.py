"""The names of further fields that the first lines of a log have."""

from __future__ import annotations

from collections import Counter
from contextlib import closing, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.logs.inner_lines import inner_lines
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.source_reader import SourceReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.sources import Source
    from usagestats.logs.readers.log_format import LogFormat

_LINES: Final = 1000
_CHUNK_BYTES: Final = 1 << 18


def field_names(sources: Iterable[Source], log_format: LogFormat | None) -> Counter[str] | None:
    """Count the names of further fields in the first lines of each file.

    `None` without a file: a pipe cannot be read twice.

    Args:
        sources: The logs.
        log_format: The format of the logs; `None`: it is detected.
    """
    files = [source for source in sources if source.path is not None and source.path.is_file()]
    found: Counter[str] = Counter()
    for source in files:
        reader = SourceReader(source, 0, log_format=log_format, may_skip=True)
        with (
            suppress(InputError),
            closing(reader.open(chunk_bytes=_CHUNK_BYTES).chunks()) as chunks,
        ):
            found.update(chain.from_iterable(map(_names_in, islice(chunks, 1))))
    return found if files else None


def _names_in(chunk: Chunk) -> Iterator[str]:
    log_format = chunk.log_format
    lines = b"".join(inner_lines(chunk).pieces).split(b"\n", _LINES)[:_LINES]
    for line in lines:
        text = line.decode("utf-8", "replace").strip("\0\ufeff")
        if header := log_format.for_header(text):
            log_format = header
        if header or is_ignored(text):
            continue
        try:
            yield from log_format.read_line(text)["fields"]
        except NoRequestError:
            continue
