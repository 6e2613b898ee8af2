"""What tells records of requests from the other records in the same file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.logs.readers.json.key_map import Key
from usagestats.logs.readers.json.record import text_at
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

if TYPE_CHECKING:
    from usagestats.logs.readers.json.key_map import Path
    from usagestats.logs.readers.json.record import Record
    from usagestats.logs.readers.json.texts import Texts


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """The value that tells records of requests from the others in the same file.

    Args:
        path: Where it is.
        beginnings: What it begins with in records of requests, in lower case.
        others: What it begins with in the others; any other text is of another program.
        unnamed: What the gateway's own records have that lack it; empty where none do.
    """

    path: Path
    beginnings: tuple[str, ...]
    others: tuple[str, ...] = ()
    unnamed: tuple[Path, ...] = ()

    def check(self, record: Record) -> None:
        """Raise `NoRequestError` unless a record is of this kind."""
        name, text = ".".join(self.path), text_at(record, self.path)
        if text is None and self.unnamed and all(text_at(record, own) for own in self.unnamed):
            raise OtherRecordError(f"a record of another kind: no {name}")
        if text is None:
            raise NoRequestError(f"no {name}")
        if text.lower().startswith(self.beginnings):
            return
        if text.lower().startswith(self.others):
            raise OtherRecordError(f"a record of another kind: {name} is {text[:40]}")
        raise NoRequestError(f"{name} is not {self.beginnings[0]}")

    def holds(self, texts: Texts) -> pl.Series:
        """Return for each row whether it is of this kind."""
        found = texts.columns([Key(self.path)])
        if not found:
            return pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003
        lower = pl.lit(found[0]).str.to_lowercase()
        begins = pl.any_horizontal([lower.str.starts_with(text) for text in self.beginnings])
        return pl.select(begins).to_series()
