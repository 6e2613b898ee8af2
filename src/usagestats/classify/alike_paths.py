"""The paths that a catalog tells apart: those that match the same of its patterns are alike.

A reader may put one path in the place of all that are alike, so that requests make groups. Whoever
maps the requests then looks at that one path.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.tables.path_states import ODD_BYTE, PathStates

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from usagestats.catalog.model import Catalog
    from usagestats.classify.automaton import PathAutomaton
    from usagestats.tables.path_states import AlikePaths

_PLAIN_BYTES: Final = frozenset(range(0x21, 0x7F)) - frozenset(b"#%?\\")
_ONE_CLASS: Final = bytes(0 if byte in _PLAIN_BYTES else ODD_BYTE for byte in range(256))
_NOTHING_APART: Final = PathStates(_ONE_CLASS, bytes(4), bytes(4), 1, is_full=True)
"""The states where there are no patterns: all paths are of one kind."""


@dataclass(frozen=True, slots=True)
class PatternPaths:
    """The paths as patterns tell them apart: `AlikePaths`.

    Args:
        patterns: The patterns; paths that match the same of them are alike.
        beginnings: Texts; alike paths begin with the same of them.
        has_templates: Whether paths must also have the same template, as `path_templates` makes it.
    """

    patterns: frozenset[str]
    beginnings: frozenset[str] = frozenset()
    has_templates: bool = False

    def joined(self, other: AlikePaths) -> PatternPaths:
        """Return what tells those paths apart that either does."""
        return PatternPaths(
            self.patterns | other.patterns,
            self.beginnings | other.beginnings,
            self.has_templates or other.has_templates,
        )

    def states(self) -> PathStates:
        """Return the automaton, as far as it was made."""
        automaton = self._automaton()
        return _NOTHING_APART if automaton is None else automaton.known_states(_PLAIN_BYTES)

    def learn(self, paths: Sequence[str]) -> None:
        """Make the states that paths lead to."""
        from usagestats.classify.paths import PathText

        automaton = self._automaton()
        if automaton is not None:
            PathText.of(pl.Series(paths, dtype=pl.String)).final_states(automaton)

    def _automaton(self) -> PathAutomaton | None:
        is_needed = self.patterns or self.beginnings
        return _automaton(self.patterns, self.beginnings) if is_needed else None


def alike_paths(
    catalog: Catalog, keys: Collection[str] = (), prefixes: Iterable[str] = ()
) -> PatternPaths:
    """Return the paths that a question tells apart.

    Args:
        catalog: The catalog that requests are mapped by.
        keys: Keys of CLASSIFIED that are made from requests.
        prefixes: The texts that the key `is_on_path` is about.
    """
    # no other text begins a path that the kernel compares
    beginnings = frozenset(filter(str.isascii, prefixes))
    return PatternPaths(frozenset(_patterns(catalog)), beginnings, "path" in keys)


def _patterns(catalog: Catalog) -> Iterator[str]:
    yield from catalog.exclude.paths
    if not catalog.products:
        return
    from usagestats.classify.rules import rules_of

    for product in catalog.products:
        yield from (owned.pattern.partition("?")[0] for owned in rules_of(product))
        yield from (mount.path for mount in product.mounts)


@lru_cache(maxsize=16)
def _automaton(patterns: frozenset[str], beginnings: frozenset[str]) -> PathAutomaton:
    from usagestats.classify.automaton import PathAutomaton

    return PathAutomaton(sorted(patterns), sorted(beginnings))
