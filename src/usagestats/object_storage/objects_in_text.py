"""A text that names objects → a table of them: URLs, events of S3, or an inventory.

    s3://logs/a.log                                    URLs, one a line
    {"Records": [{"s3": {"bucket": …, "object": …}}]}  events, also inside those of SQS and SNS
    "logs","a.log","1234","2026-05-04T10:00:00.000Z"   rows of an inventory: bucket, key and state

Events and inventories know the state of an object. Each other object costs a request, 16 at a time.
"""

from __future__ import annotations

import csv
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, unquote_plus

import polars as pl

from usagestats.errors import InputError
from usagestats.late_pattern import late_pattern
from usagestats.object_storage.client import bucket
from usagestats.object_storage.listing import OBJECTS
from usagestats.object_storage.place import ObjectPlace
from usagestats.object_storage.urls import WEB, ObjectUrl, is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usagestats.object_storage.place import StorageSettings

_AT_ONCE: Final = 16
_SIZE: Final = late_pattern(r"[0-9]{1,18}")
_TAG: Final = late_pattern(r"[0-9a-f]{32}(?:-[0-9]+)?")
_TIME: Final = late_pattern(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)")
_INSIDE: Final = ("Body", "Message")
_NOTHING: Final = (None,)


def objects_in_text(text: str, where: str, settings: StorageSettings) -> pl.DataFrame:
    """Return the objects that a text names and that exist, each once.

    Args:
        text: The text.
        where: Its name, for errors.
        settings: How object storage is reached.

    Shape: `OBJECTS`, in the order of the text.

    Raises:
        InputError: The text is none of the three, or a server refuses.
        UsageError: A URL is none of an object.
    """
    places = [place for place in _places(text, where) if place]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        found = pool.map(lambda place: _known_state(place, settings), places)
        rows = [
            (one.url, one.etag, one.size, one.modified, where)
            for one in found
            if one and one.size != 0
        ]
    table = pl.DataFrame(rows, OBJECTS, orient="row")
    return table.unique("url", keep="last", maintain_order=True)


def is_without_events(text: str, where: str) -> bool:
    """Whether a text is JSON that holds no event, and is no empty list of events either."""
    return _is_json(text) and next(_of_events(text, where), False) is False


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in {"{", "["}


def _places(text: str, where: str) -> Iterator[ObjectPlace | None]:
    return _of_events(text, where) if _is_json(text) else _of_lines(text, where)


def _known_state(place: ObjectPlace, settings: StorageSettings) -> ObjectPlace | None:
    """Return an object with its state; `None` if it does not exist."""
    if place.etag is not None and place.size is not None:
        return place
    if place.url.startswith(WEB):
        return bucket(place.url, settings).state("")
    url = ObjectUrl.of(place.url)
    return bucket(url.root, settings).state(url.key)


def _of_lines(text: str, where: str) -> Iterator[ObjectPlace]:
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if is_url(line):
            yield ObjectPlace(line)
        elif line:
            yield _of_row(line, f"{where}:{number}")


def _of_row(line: str, where: str) -> ObjectPlace:
    """Return the object of a row of an inventory, whose keys are encoded as in URLs."""
    name, key, *further = [*next(csv.reader([line])), ""]
    if not (name and key):
        hint = "give URLs, events of S3 as JSON, or rows of an inventory: bucket,key,…"
        raise InputError("names no object", where=where, hint=hint)
    sizes = [one for one in further if _SIZE.fullmatch(one)]
    tags = [one for one in further if _TAG.fullmatch(one)]
    return ObjectPlace(
        _url(name, unquote(key), where),
        f'"{tags[0]}"' if tags else None,
        int(sizes[0]) if sizes else None,
        next(filter(None, map(_time, further)), None),
    )


def _url(name: str, key: str, where: str) -> str:
    """Return the URL of an object.

    Raises:
        InputError: No object can have this name, since it is no text.
    """
    url = f"s3://{name}/{key}"
    try:
        url.encode()
    except UnicodeEncodeError as error:
        raise InputError("the name of an object is no text", where=where) from error
    return url


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _TIME.fullmatch(text) else None
    except ValueError:  # such as 31 February
        return None


def _of_events(text: str, where: str) -> Iterator[ObjectPlace | None]:
    """Give the objects of events, in one document or in several after one another.

    `None` stands for an object that was removed, and for an empty list of events.
    """
    decoder = json.JSONDecoder()
    rest = text.strip()
    while rest:
        try:
            document, end = decoder.raw_decode(rest)
            yield from _inside(document, where)
        except ValueError as error:
            raise InputError("is no JSON", where=where) from error
        except RecursionError as error:
            raise InputError("has lists within lists without end", where=where) from error
        rest = rest[end:].lstrip().lstrip(",").lstrip()


def _inside(node: Any, where: str) -> Iterator[ObjectPlace | None]:  # noqa: ANN401  (any JSON)
    """Give the objects that a document names, at any depth."""
    if node == []:
        yield None
    if isinstance(node, list):
        for one in node:
            yield from _inside(one, where)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("s3"), dict):  # of S3 itself: the key is encoded as in a form
        named = _of_event(node["s3"], node.get("eventTime"), unquote_plus, where)
        yield from _NOTHING if "Removed" in str(node.get("eventName")) else named
        return
    if isinstance(node.get("detail"), dict):  # of EventBridge: the key is plain
        named = _of_event(node["detail"], node.get("time"), str, where)
        yield from _NOTHING if "Deleted" in str(node.get("detail-type")) else named
        return
    for name, one in node.items():
        if name in _INSIDE and isinstance(one, str) and one.lstrip().startswith("{"):
            yield from _of_events(one, name)
        else:
            yield from _inside(one, where)


def _of_event(
    event: dict[str, Any], time: object, decoded: Callable[[str], str], where: str
) -> Iterator[ObjectPlace]:
    named, of_bucket = event.get("object"), event.get("bucket")
    if not (isinstance(named, dict) and isinstance(of_bucket, dict)):
        return
    name, key = of_bucket.get("name"), named.get("key")
    if not (isinstance(name, str) and isinstance(key, str) and name and key):
        raise InputError("an event names no object", where=where)
    tag, size = named.get("eTag") or named.get("etag"), named.get("size")
    yield ObjectPlace(
        _url(name, decoded(key), where),
        f'"{tag}"' if isinstance(tag, str) and _TAG.fullmatch(tag) else None,
        size if _SIZE.fullmatch(json.dumps(size)) else None,
        _time(time) if isinstance(time, str) else None,
    )
