"""A listing and the store → which objects are new, by tags and sizes alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.logs.files.positions import HEAD_BYTES
from usagestats.object_storage.urls import shown_url
from usagestats.store.schema import SOURCE_ROW

if TYPE_CHECKING:
    from usagestats.store.table import StoreTable

_STATE: Final = ("object", "etag", "size")
_DIGEST: Final = r'^"[0-9a-f]{32}(?:-[0-9]+)?"$'
"""The tags of S3, which are digests of the content; those of web servers may be times and sizes."""


@dataclass(frozen=True, slots=True)
class ComparedObjects:
    """The objects of a listing, compared with a store; each with its name `object` in the store.

    Args:
        new: Objects that the store does not know, sorted.
        changed: Objects that the store knows with another content.
        copies: Objects with the content of another one, which is `copy_of`.
        counted: Objects that the store has counted as they are.
    """

    new: pl.DataFrame
    changed: pl.DataFrame
    copies: pl.DataFrame
    counted: pl.DataFrame


def compared(listing: pl.DataFrame, table: StoreTable | None) -> ComparedObjects:
    """Compare a listing with a store; without a store every object is new.

    Args:
        listing: `OBJECTS` of `object_storage.listing`.
        table: The store.
    """
    listed = with_names(listing)
    known = _known(table)
    first, last = pl.lit(listed["object"].min()), pl.lit(listed["object"].max())
    here = known.filter(pl.col("object").is_between(first, last))
    state = _read(table, here.join(listed.lazy(), on="object", how="semi"))
    unknown = listed.join(state, on=_STATE, how="anti", nulls_equal=True)
    counted = listed.join(state, on=_STATE, how="semi", nulls_equal=True)
    is_known = pl.col("object").is_in(state["object"].implode())
    changed, new = unknown.filter(is_known), unknown.filter(~is_known)
    originals = _read(table, known.join(new.lazy(), on=("etag", "size"), how="semi"))
    copies = _copies(new, originals)
    return ComparedObjects(new.join(copies, on="url", how="anti"), changed, copies, counted)


def with_names(listing: pl.DataFrame) -> pl.DataFrame:
    """Add the name of each object in the store: its URL, without what may be a credential."""
    if not listing["url"].str.starts_with("http").any():  # a bucket may have a million
        return listing.with_columns(object="url")
    shown = pl.col("url").map_elements(shown_url, pl.String)
    is_web = pl.col("url").str.starts_with("http")
    return listing.with_columns(object=pl.when(is_web).then(shown).otherwise("url"))


def _known(table: StoreTable | None) -> pl.LazyFrame:
    if table is None:
        return pl.LazyFrame(schema={"object": pl.String, "etag": pl.String, "size": pl.Int64})
    rows = table.rows(SOURCE_ROW).filter(pl.col("object").is_not_null())
    return rows.select("object", "etag", size="stored_bytes")


def _read(table: StoreTable | None, rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.collect() if table is None else table.read(rows)


def _copies(new: pl.DataFrame, originals: pl.DataFrame) -> pl.DataFrame:
    """Return those new objects that have the content of a known one, or of one before them."""
    candidates = new.filter(pl.col("etag").str.contains(_DIGEST), pl.col("size") >= HEAD_BYTES)
    stored = originals.unique(("etag", "size"), keep="first", maintain_order=True)
    first = pl.col("object").first().over("etag", "size")
    found = (
        candidates.with_columns(first=first)
        .join(stored.rename({"object": "stored"}), on=("etag", "size"), how="left")
        .with_columns(copy_of=pl.coalesce("stored", "first"))
    )
    return found.filter(pl.col("copy_of") != pl.col("object")).select(
        "url", "object", "size", "copy_of"
    )
