"""Short logs with equal content: one source that was renamed, or sources of different gateways.

Several gateways may write the same line at the same second, so a log of less than 4096 bytes is
known by its path, too.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.logs.files.contents import beginning_of
from usagestats.logs.files.positions import digest
from usagestats.logs.files.sources import Source
from usagestats.rotation.names import RotatedName

if TYPE_CHECKING:
    from collections.abc import Collection

    from usagestats.logs.files.positions import Fingerprint


def is_other_log(source: Source, known: Fingerprint, paths: Collection[str]) -> bool:
    """Whether a source is another log than a known one, although it has the same short content.

    It is another one if the known one is still there, in a file of another series.

    Args:
        source: The source.
        known: The fingerprint of the known one.
        paths: The paths that the known one has had; empty for a stream.
    """
    if source.absolute is None or not paths:
        return False
    gateway = RotatedName.of(source.absolute).gateway
    if any(RotatedName.of(path).gateway == gateway for path in paths):
        return False
    return any(_holds(Path(path), known) and not _is_same(Path(path), source) for path in paths)


def _holds(path: Path, known: Fingerprint) -> bool:
    """Whether a file is there that begins with the content of a known source."""
    with suppress(InputError):
        head = beginning_of(Source(str(path), path), known.head_bytes)
        return digest(head) == known.head
    return False


def _is_same(path: Path, source: Source) -> bool:
    with suppress(OSError):
        return source.path is not None and path.samefile(source.path)
    return False
