"""Mistakes in the files of a catalog: of a value, at a key path, and all of a file together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.errors import Excerpt

KeyPath = tuple[str | int, ...]
"""The keys, and the positions in lists (from 0), that lead to a value of the catalog."""

_SHOWN = 20
_TABLE_TYPES = {"backends": "backend", "products": "product", "plans": "plan"}


class Mistake(ValueError):  # noqa: N818  (pydantic takes only a ValueError; users never see it)
    """A mistake in one value, wherever the value stands.

    Args:
        what: The mistake, as a clause without a full stop.
        hint: How to mend it.
        excerpt: The value, where only a part of it is wrong.
    """

    def __init__(self, what: str, hint: str | None = None, excerpt: Excerpt | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.excerpt = excerpt


@dataclass(frozen=True, slots=True)
class LocatedMistake:
    """A mistake at a key path of the catalog; the rest is as in `Mistake`."""

    key_path: KeyPath
    what: str
    hint: str | None = None
    excerpt: Excerpt | None = None

    def as_error(self, file: str, data: object, line: int | None = None) -> UsageError:
        """Return the error for the user.

        Args:
            file: The name of the file.
            data: The catalog as it was read.
            line: The line of the key.
        """
        path = self.key_path
        place = file if line is None else f"{file}:{line}"
        where = f"{place}: {as_written(path)}{_table_name(path, data)}" if path else place
        return UsageError(self.what, where=where, excerpt=self.excerpt, hint=self.hint)


class CatalogError(UsageError):
    """All mistakes in a file of a catalog.

    Args:
        errors: The mistakes, at least one, in the order of the file.
    """

    def __init__(self, errors: Sequence[UsageError]) -> None:
        first = errors[0]
        super().__init__(first.what, where=first.where, excerpt=first.excerpt, hint=first.hint)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        shown = [str(error) for error in self.errors[:_SHOWN]]
        hidden = len(self.errors) - len(shown)
        more = [f"usagestats: and {hidden:,} more"] if hidden else []
        return "\n".join([*shown, *more])


def as_written(key_path: KeyPath) -> str:
    """Return a key path as users write it: `backends[0].rules[2].metric`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in key_path)[1:]


def _table_name(key_path: KeyPath, data: object) -> str:
    """Return the name of the table that holds a key: people do not count tables from 0."""
    if len(key_path) < 3 or not isinstance(data, dict):  # noqa: PLR2004  (a key of a listed table)
        return ""
    section, number = key_path[:2]
    entries = data.get(section)
    if not isinstance(number, int) or not isinstance(entries, list):
        return ""
    entry = entries[number]
    name = entry.get("name") if isinstance(entry, dict) else None
    is_named = isinstance(name, str) and key_path[2:] != ("name",)
    return f" ({_TABLE_TYPES.get(str(section), section)} {name!r})" if is_named else ""


def repetitions(words: Iterable[tuple[KeyPath, str]], what: str) -> Iterator[LocatedMistake]:
    """Yield each word that occurred before, with a hint to the key path of the first."""
    first: dict[str, KeyPath] = {}
    for key_path, word in words:
        if word in first:
            hint = f"see {as_written(first[word])}"
            yield LocatedMistake(key_path, f"{what} {word!r} occurs twice", hint)
        first.setdefault(word, key_path)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return a hint: the nearest known word, else all of them; `None` where none is known."""
    listed = list(known)
    if not listed:
        return None
    return did_you_mean(word, listed) or f"choose from {', '.join(map(repr, listed))}"
