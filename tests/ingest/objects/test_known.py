"""New objects are known by the listing alone."""

from __future__ import annotations

import polars as pl

from usagestats.ingest.objects.known import compared
from usagestats.object_storage.listing import OBJECTS
from usagestats.store.schema import STORED

DIGEST = '"' + "a" * 32 + '"'


class Known:
    """A store that has these objects: name, tag and size."""

    def __init__(self, *objects: tuple[str, str | None, int | None]) -> None:
        names = ("object", "etag", "stored_bytes")
        schema = {name: STORED[name] for name in names}
        self._rows = pl.DataFrame(objects, schema, orient="row")

    def rows(self, _: str) -> pl.LazyFrame:
        return self._rows.lazy()

    def read(self, rows: pl.LazyFrame) -> pl.DataFrame:
        return rows.collect()


def listing(*objects: tuple[str, str | None, int | None]) -> pl.DataFrame:
    rows = [(*one, None, None) for one in objects]
    return pl.DataFrame(rows, OBJECTS, orient="row")


def states(listed: pl.DataFrame, known: Known | None) -> dict[str, list[str]]:
    found = compared(listed, known)  # type: ignore[arg-type]  # all that it needs
    tables = {
        "new": found.new,
        "changed": found.changed,
        "copies": found.copies,
        "counted": found.counted,
    }
    return {state: table["object"].to_list() for state, table in tables.items() if len(table)}


def test_without_a_store_every_object_is_new() -> None:
    assert states(listing(("s3://b/a", "1", 5)), None) == {"new": ["s3://b/a"]}


def test_the_tag_and_the_size_tell_a_state_from_another() -> None:
    known = Known(
        ("s3://b/a", "1", 5), ("s3://b/b", "1", 5), ("s3://b/c", "1", 5), ("s3://b/c", "2", 6)
    )
    listed = listing(
        ("s3://b/a", "1", 5), ("s3://b/b", "2", 5), ("s3://b/c", "1", 5), ("s3://b/d", "1", 5)
    )
    assert states(listed, known) == {
        "counted": ["s3://b/a", "s3://b/c"],
        "changed": ["s3://b/b"],
        "new": ["s3://b/d"],
    }


def test_an_object_without_a_tag_is_known_by_its_size() -> None:
    known = Known(("https://h/a", None, 5), ("https://h/b", None, 5))
    listed = listing(("https://u:secret@h/a?sig=1", None, 5), ("https://h/b", None, 6))
    assert states(listed, known) == {"counted": ["https://h/a"], "changed": ["https://h/b"]}


def test_a_long_object_with_the_digest_of_another_is_a_copy() -> None:
    known = Known(("s3://b/z", DIGEST, 5000))
    listed = listing(
        ("s3://b/copy", DIGEST, 5000),
        ("s3://b/other-size", DIGEST, 5001),
        ("s3://b/other-size-too", DIGEST, 5001),
        ("s3://b/short", DIGEST, 50),
        ("s3://b/short-too", DIGEST, 50),
        ("s3://b/time-and-size", '"5f-1388"', 5000),
        ("s3://b/time-and-size-too", '"5f-1388"', 5000),
    )
    found = states(listed, known)
    assert found["copies"] == ["s3://b/copy", "s3://b/other-size-too"]
    assert len(found["new"]) == 5
