"""Paths as people group them: identifiers become `{id}`, and credentials are masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.frames import by_distinct, coded, names_in
from usagestats.safety.masked_columns import masked_texts

if TYPE_CHECKING:
    import polars as pl

_LONGEST_KEPT: Final = 1000
_IDENTIFIER: Final = r"/([0-9]+|[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}|[0-9A-Fa-f]{16,})(/|$)"


def path_templates(paths: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the template of each path.

    Args:
        paths: The paths as they were sent.
        secret_names: The parameters whose values are credentials, and path patterns whose segments
            in braces are.

    Shape: one text per path, null where the path is null; coded where the paths are.
    """

    def templates(rows: pl.DataFrame) -> pl.Series:
        found = coded(_with_placeholders(rows["path"]).str.slice(0, _LONGEST_KEPT))
        return masked_texts(names_in(found), secret_names).gather(found.to_physical())

    return by_distinct(paths.to_frame("path"), templates).alias("path")


def _with_placeholders(paths: pl.Series) -> pl.Series:
    """Replace segments that are numbers, UUIDs or hex digests by `{id}`, so that paths are few."""
    for _ in range(2):  # the slash between two such segments belongs to the first match
        paths = paths.str.replace_all(_IDENTIFIER, "/{id}${2}")
    return paths
