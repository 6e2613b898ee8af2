"""The number of different texts in each group: exact while they are few, an estimate beyond that.

A group with more than `EXACT` texts has a theta sketch of the library `datasketches`. The sketches
of several groups make that of all of them together, so that days add up to months. A sketch keeps
the `EXACT` smallest hashes, so it depends on the texts only, and not on their order or the parts
in which they came.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Key = tuple[object, ...]

_LG_EXACT: Final = 14
EXACT: Final = 2**_LG_EXACT
"""The largest number of texts in a group that is surely exact."""

ERROR: Final = 2 / EXACT**0.5
"""The error, as a fraction, that 95 of 100 estimates stay within: two standard deviations."""

COUNT: Final = "count"
IS_ESTIMATE: Final = "is_estimate"
_TEXT: Final = "_text"
_ROWS_BEFORE_SETTLING: Final = 1_000_000
_MOST_ROWS: Final = 4_000_000  # some 150 MB
_FEW: Final = 256


@dataclass(slots=True)
class DistinctCounts:
    """Different texts by group; picklable.

    Args:
        rows: The keys of groups, and a text of theirs; rows may be equal.
        sketches: The groups that have a sketch, as the library writes it.
    """

    rows: pl.DataFrame
    sketches: dict[Key, bytes] = field(default_factory=dict)
    _settled: int = 0

    @classmethod
    def of(cls, keys: pl.DataFrame, texts: pl.Series, longest: int | None = None) -> DistinctCounts:
        """Count texts by the keys in the same rows.

        Args:
            keys: The keys.
            texts: The texts, perhaps coded; a null is none.
            longest: The number of characters that are looked at; `None` for all.
        """
        rows = keys.with_columns(texts.alias(_TEXT)).filter(pl.col(_TEXT).is_not_null())
        rows = plain(rows.unique())
        return cls(rows.with_columns(pl.col(_TEXT).str.slice(0, longest)) if longest else rows)

    @property
    def keys(self) -> list[str]:
        """The names of the keys."""
        return [name for name in self.rows.columns if name != _TEXT]

    def merge(self, other: DistinctCounts) -> None:
        """Add the texts of another part of the input."""
        self.rows = pl.concat([self.rows, other.rows])
        for key, sketch in other.sketches.items():
            self._add(key, sketch)
        if self.rows.height > _ROWS_BEFORE_SETTLING + 2 * self._settled:
            self._settle()

    def regrouped(self, keys_of: Callable[[pl.DataFrame], pl.DataFrame]) -> DistinctCounts:
        """Return the same texts in other groups.

        Args:
            keys_of: Gives for each row of keys, in order, those of its new group.
        """
        of_rows = keys_of(self.rows.select(self.keys))
        found = DistinctCounts.of(of_rows, self.rows[_TEXT])
        schema = {name: self.rows.schema[name] for name in self.keys}
        of_sketches = keys_of(pl.DataFrame(list(self.sketches), schema, orient="row"))
        for key, sketch in zip(of_sketches.rows(), self.sketches.values(), strict=True):
            found._add(key, sketch)  # noqa: SLF001  (its own class)
        return found

    def counts(self) -> pl.DataFrame:
        """Return the numbers.

        Shape: a row per group, with its keys, `COUNT`, and whether it `IS_ESTIMATE`.
        """
        self._settle()
        exact = self.rows.group_by(self.keys).agg(pl.len().cast(pl.Int64).alias(COUNT))
        exact = exact.with_columns(pl.lit(value=False).alias(IS_ESTIMATE))
        estimates = [(*key, *_estimate(sketch)) for key, sketch in self.sketches.items()]
        return pl.concat([exact, pl.DataFrame(estimates, exact.schema, orient="row")])

    def total(self) -> tuple[int, bool]:
        """Return the number of different texts in all groups, and whether it is an estimate."""
        whole = self.regrouped(lambda keys: pl.select(pl.repeat(0, keys.height).alias("all")))
        rows = whole.counts().select(COUNT, IS_ESTIMATE).rows()
        return rows[0] if rows else (0, False)

    def _add(self, key: Key, sketch: bytes) -> None:
        own = self.sketches.get(key)
        self.sketches[key] = _union(own, sketch) if own else sketch

    def _settle(self) -> None:
        """Drop equal rows, and put those of large groups into sketches."""
        self.rows = self.rows.unique()
        self._sketch_groups_beyond(EXACT)
        if self.rows.height > _MOST_ROWS:
            self._sketch_groups_beyond(_FEW)
        self._settled = self.rows.height

    def _sketch_groups_beyond(self, size: int) -> None:
        keys = self.keys
        sizes = self.rows.group_by(keys).len()
        with_sketch = pl.Series([key in self.sketches for key in sizes.select(keys).rows()])
        large = sizes.filter((sizes["len"] > size) | with_sketch.cast(pl.Boolean)).select(keys)
        if large.is_empty() or not _can_estimate():
            return
        crowded = self.rows.join(large, on=keys, how="semi", nulls_equal=True)
        for key, rows in crowded.partition_by(keys, as_dict=True).items():
            self._add(key, _sketch(rows[_TEXT]))
        self.rows = self.rows.join(large, on=keys, how="anti", nulls_equal=True)


def _can_estimate() -> bool:
    """Whether the library is installed; without it all counts are exact, and take memory."""
    try:
        import datasketches  # noqa: F401, PLC0415  (it loads numpy, and few logs need it)
    except ModuleNotFoundError as error:
        if error.name != "datasketches":
            raise
        return False
    return True


def _sketch(texts: Iterable[str]) -> bytes:
    from datasketches import update_theta_sketch  # noqa: PLC0415  (see above)

    sketch = update_theta_sketch(_LG_EXACT)
    for text in texts:
        sketch.update(text)
    sketch.trim()
    return bytes(sketch.compact().serialize())


def _union(*sketches: bytes) -> bytes:
    from datasketches import compact_theta_sketch, theta_union  # noqa: PLC0415

    union = theta_union(_LG_EXACT)
    for sketch in sketches:
        union.update(compact_theta_sketch.deserialize(sketch))
    return bytes(union.get_result().serialize())


def _estimate(sketch: bytes) -> tuple[int, bool]:
    from datasketches import compact_theta_sketch  # noqa: PLC0415

    read = compact_theta_sketch.deserialize(sketch)
    return round(read.get_estimate()), read.is_estimation_mode()
