"""The names in a catalog and its applications, read without any check, for completion.

Completion must be quick: this loads neither pydantic nor polars. A file that cannot be read has no
names, and the command itself will say what is wrong with it.
"""

from __future__ import annotations

import csv
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_USUAL_METHODS = ("metadata", "datastore")


@dataclass(frozen=True, slots=True)
class UncheckedNames:
    """The names in a catalog.

    Args:
        tree: The content of its file.
        folder: The folder of the file.
    """

    tree: dict[str, Any] = field(default_factory=dict)
    folder: Path | None = None

    @classmethod
    def of(cls, path: Path | None) -> UncheckedNames:
        """Read a catalog, if there is one."""
        if path is not None:
            with suppress(OSError, ValueError):  # not readable, or not TOML
                return cls(tomllib.loads(path.read_text(encoding="utf-8-sig")), path.parent)
        return cls()

    def metrics(self) -> list[str]:
        """Return the metrics and methods, also those that are built in."""
        owners = [*self._tables("backends"), *self._tables("products")]
        declared = [
            name
            for owner in owners
            for key in ("methods", "metrics")
            for name in _names(owner.get(key))
        ]
        # a backend without rules of its own has the usual methods
        backends = self._tables("backends")
        usual = _USUAL_METHODS if any("rules" not in one for one in backends) or not owners else ()
        return [*dict.fromkeys(("requests", "hits", *usual, *declared))]

    def names_of(self, section: str) -> list[str]:
        """Return the names of the products, backends or plans."""
        return list(_names(self.tree.get(section)))

    def column(self, name: str) -> list[str]:
        """Return the different texts in a column of the applications."""
        file = self.tree.get("applications")
        if self.folder is None or not isinstance(file, str):
            return []
        with (
            suppress(OSError, ValueError, csv.Error),
            (self.folder / file).open(encoding="utf-8-sig", newline="") as lines,
        ):
            texts = ((row.get(name) or "").strip() for row in csv.DictReader(lines))
            return [*dict.fromkeys(text for text in texts if text and _can_be_typed(text))]
        return []

    def _tables(self, section: str) -> list[dict[str, Any]]:
        tables = self.tree.get(section)
        return [one for one in _listed(tables) if isinstance(one, dict)]


def _names(entries: object) -> Iterator[str]:
    for entry in _listed(entries):
        name = entry.get("name") if isinstance(entry, dict) else entry
        if isinstance(name, str) and _can_be_typed(name):
            yield name


def _can_be_typed(name: str) -> bool:
    """Return whether all of a name is seen; a shell would obey the rest of it."""
    return visible(name) == name


def _listed(entries: object) -> Iterable[Any]:
    return entries if isinstance(entries, list) else ()
