"""A URL, a prefix or a glob → the objects that it names, as a table.

Objects have no folders: everything below a prefix belongs to it. Empty objects are left out; some
programs make one for each folder.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.errors import InputError, UsageError
from usagestats.object_storage.client import LISTED, bucket
from usagestats.object_storage.dates import has_dates
from usagestats.object_storage.glob import glob_expression
from usagestats.object_storage.place import ObjectPlace
from usagestats.object_storage.urls import WEB, ObjectUrl, shown_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.object_storage.client import Bucket
    from usagestats.object_storage.dates import Dates
    from usagestats.object_storage.place import StorageSettings

OBJECTS: Final = pl.Schema(
    {
        "url": pl.String(),
        "etag": pl.String(),
        "size": pl.Int64(),
        "modified": pl.Datetime("us", "UTC"),
        "found_by": pl.String(),  # the prefix or glob; null where the user named the object itself
    }
)
"""The columns of a table of objects, sorted by `url`."""

_PAGES_IN_ORDER: Final = 2
_FOLDERS_AT_ONCE: Final = 16
_MOST_FOLDERS: Final = 1000


class NothingNamedError(InputError):
    """No object has the name, or matches."""


def objects_named(
    argument: str, settings: StorageSettings, dates: Dates | None = None
) -> pl.DataFrame:
    """Return the objects that an argument names.

    Args:
        argument: The URL of an object, a prefix, or a glob; it may have a place for dates.
        settings: How object storage is reached.
        dates: The dates.

    Shape: `OBJECTS`; at least one row.

    Raises:
        UsageError: It is no URL of an object.
        InputError: It names no object, or the server refuses.
    """
    if has_dates(argument):
        return _by_date(argument, settings, dates)
    if argument.startswith(WEB):
        return _on_web(argument, settings)
    url = ObjectUrl.of(argument)
    opened = bucket(url.root, settings)
    if url.is_glob:
        found = _below(opened, url.folder).filter(_matches(url))
        if found.is_empty():
            raise NothingNamedError("no object matches", where=shown_url(argument))
        return _objects(url, found, argument)
    if url.key and not url.key.endswith("/") and (named := opened.state(url.key)):
        return _table([named])
    found = _below(opened, url.key.rstrip("/"))
    if found.is_empty():
        raise NothingNamedError("no object has this name or prefix", where=shown_url(argument))
    return _objects(url, found, argument)


def _by_date(argument: str, settings: StorageSettings, dates: Dates | None) -> pl.DataFrame:
    """Return the objects of all dates; a date without objects is no error."""
    if dates is None:
        hint = "ingest takes --days 3, and a report --range or --since"
        raise UsageError("no dates are given", where=shown_url(argument), hint=hint)

    def named(url: str) -> pl.DataFrame:
        with suppress(NothingNamedError):
            return objects_named(url, settings).with_columns(found_by=pl.lit(argument))
        return pl.DataFrame(schema=OBJECTS)

    urls = dates.urls(argument)
    with ThreadPoolExecutor(max_workers=_FOLDERS_AT_ONCE) as pool:
        found = pl.concat(pool.map(named, urls))
    if found.is_empty():
        last = "" if len(urls) == 1 else f" to {shown_url(urls[-1])}"
        what = f"no object from {shown_url(urls[0])}{last}"
        raise NothingNamedError(what, where=shown_url(argument))
    return found


def objects_named_by(
    arguments: Iterable[str], settings: StorageSettings, dates: Dates | None = None
) -> pl.DataFrame:
    """Return the objects that several arguments name, each once.

    Args:
        arguments: URLs of objects, prefixes, or globs.
        settings: How object storage is reached.
        dates: The dates, where URLs have a place for them.

    Shape: `OBJECTS`, in the order of the arguments.

    Raises:
        UsageError: One is no URL of an object.
        InputError: One names no object, or a server refuses.
    """
    found = [objects_named(one, settings, dates) for one in arguments]
    every = pl.concat([pl.DataFrame(schema=OBJECTS), *found])
    return every.unique("url", keep="first", maintain_order=True)


def _on_web(argument: str, settings: StorageSettings) -> pl.DataFrame:
    """Return the one object of a web server; some servers answer no question about it."""
    opened = bucket(argument, settings)
    try:
        state = opened.state("")
    except InputError:
        return _table([ObjectPlace(argument, settings=settings)])
    if state is None:
        raise NothingNamedError("there is no such object", where=shown_url(argument))
    return _table([state])


def _table(places: list[ObjectPlace]) -> pl.DataFrame:
    rows = [(one.url, one.etag, one.size, one.modified, None) for one in places]
    return pl.DataFrame(rows, OBJECTS, orient="row")


def _objects(url: ObjectUrl, found: pl.DataFrame, argument: str) -> pl.DataFrame:
    return found.select(
        url=pl.concat_str(pl.lit(url.of_key("")), "key"),
        etag="etag",
        size="size",
        modified="modified",
        found_by=pl.lit(argument),
    ).sort("url")


def _matches(url: ObjectUrl) -> pl.Expr:
    return pl.col("key").str.contains(glob_expression(url.key)) | (pl.col("key") == url.key)


def _below(opened: Bucket, folder: str) -> pl.DataFrame:
    """Return the objects in a folder and below it that are not empty and not hidden.

    Where there are many, the folders in it are listed side by side: a server gives 1000 keys an
    answer, and only one page after another.
    """
    pages = opened.keys(folder)
    first = list(islice(pages, _PAGES_IN_ORDER))
    found = first if len(first) < _PAGES_IN_ORDER else _side_by_side(opened, folder, first, pages)
    every = pl.concat([pl.DataFrame(schema=LISTED), *found])
    is_hidden = pl.col("key").str.contains(r"(?:^|/)\.[^/]*$")
    return every.filter(pl.col("size") > 0, ~is_hidden)


def _side_by_side(
    opened: Bucket, folder: str, first: list[pl.DataFrame], rest: Iterator[pl.DataFrame]
) -> list[pl.DataFrame]:
    objects, folders = opened.level(folder)
    if not 0 < len(folders) <= _MOST_FOLDERS:
        return [*first, *rest] if folders else [objects]
    with ThreadPoolExecutor(max_workers=_FOLDERS_AT_ONCE) as pool:
        pages = pool.map(lambda one: list(opened.keys(one)), folders)
        return [objects, *chain.from_iterable(pages)]
