"""Columns of paths with credentials masked, the paths that are alike by one of them.

Most paths are plain segments, of which some are numbers or digests. Whether one of these is masked
depends on the segments before it, and on its form.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from usagestats.frames import map_distinct, map_where
from usagestats.safety.secrets import masked
from usagestats.safety.signs_of_secrets import NAMES, SEGMENTS, TOKENS, are_random

# a path of such characters has no names with values, no quotation marks and no encoded bytes
_PLAIN: Final = r"^[A-Za-z0-9_.,/~-]*$"
_SIGNS: Final = f"(?i){NAMES}|{TOKENS}|{SEGMENTS}"
# segments, and others that are masked wherever the first ones are; a digest, which has letters, may
# itself say what the next segment is, so that only the last one is like all others
_ALIKE: Final = (
    ("/[0-9]+/", "/1234567/"),
    ("/[0-9]+/", "/1234567/"),  # the slash between two belongs to the first
    ("/[0-9]+$", "/1234567"),
    ("/[0-9a-f-]{16,}$", "/0123456789abcdef"),
)


def masked_paths(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    """Return paths or other texts that have signs of credentials, masked as by `secrets.masked`.

    Args:
        texts: Strings; null stays null.
        secret_names: The parameters and fields whose values are credentials, whatever their look,
            and path patterns.
    """

    def one_by_one(found: pl.Series) -> pl.Series:
        return map_distinct(found, lambda text: masked(text, secret_names), pl.String())

    def by_those_alike(found: pl.Series) -> pl.Series:
        return map_where(found, _are_masked(_alike(found)), one_by_one)

    if secret_names:
        return one_by_one(texts)
    is_plain = texts.str.contains(_PLAIN) & ~are_random(texts)
    shown = map_where(texts, ~is_plain, one_by_one)
    return map_where(shown, is_plain & texts.str.contains(_SIGNS), by_those_alike)


def _alike(paths: pl.Series) -> pl.Series:
    """Return for each path one whose numbers and digests are masked if any of those alike are."""
    for pattern, segment in _ALIKE:
        paths = paths.str.replace_all(pattern, segment)
    return paths


def _are_masked(paths: pl.Series) -> pl.Series:
    return map_distinct(paths, lambda path: masked(path) != path, pl.Boolean())
