"""The objects of a run of `ingest`: those of URLs, and those that a text names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from usagestats.errors import InputError
from usagestats.logs.files.sources import STDIN, cannot_read
from usagestats.object_storage.dates import Dates

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from usagestats.cli.console.messages import Messages
    from usagestats.cli.options.groups import ListedObjects
    from usagestats.object_storage.place import StorageSettings


def objects_of(
    urls: Sequence[str],
    listed: ListedObjects,
    storage: StorageSettings,
    now: datetime,
    messages: Messages,
) -> pl.DataFrame:
    """Return the objects that are named, each once: `OBJECTS` of `object_storage.listing`.

    Args:
        urls: The arguments LOG that are URLs.
        listed: The options on objects.
        storage: How object storage is reached.
        now: The present time; the last days end with it.
        messages: Says where a text names no object.

    Raises:
        UsageError: The extra is not installed, or a URL is none of an object.
        InputError: A URL names nothing, the text cannot be read, or a server refuses.
    """
    from usagestats.object_storage.listing import objects_named_by  # an extra
    from usagestats.object_storage.objects_in_text import (  # as above
        is_without_events,
        objects_in_text,
    )

    dates = None if listed.days is None else Dates.of_days(listed.days, now)
    found = objects_named_by(urls, storage, dates)
    if listed.objects is None:
        return found
    text, where = _text_of(listed.objects)
    named = objects_in_text(text, where, storage)
    if named.is_empty() and is_without_events(text, where):
        messages.warn(f"{where} is JSON without an event of an object: it names no object")
    every = pl.concat([found, named])
    return every.unique("url", keep="first", maintain_order=True)


def _text_of(name: str) -> tuple[str, str]:
    """Return the text of a file or of standard input, and its name.

    Raises:
        InputError: It cannot be read, or is not UTF-8.
    """
    where = "standard input" if name == STDIN else name
    try:
        data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        return data.decode(), where
    except OSError as error:
        raise cannot_read(where, error) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=where) from error
