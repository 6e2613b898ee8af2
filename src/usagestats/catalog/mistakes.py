"""What is wrong with the files of a catalog: all of it at once, each in the usual layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.errors import Excerpt

Place = tuple[str | int, ...]
"""The keys, and the places in lists from 0, that lead to a value of the catalog."""

_SHOWN = 20
_OWNERS = {"backends": "backend", "products": "product", "plans": "plan"}


class Mistake(ValueError):  # noqa: N818  (pydantic takes only a ValueError; users never see it)
    """What is wrong with one value, wherever it stands.

    Args:
        what: As a clause without a full stop.
        hint: How to mend it.
        excerpt: The value, where only a part of it is wrong.
    """

    def __init__(self, what: str, hint: str | None = None, excerpt: Excerpt | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.excerpt = excerpt


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake, and the place in the catalog where it was made."""

    place: Place
    what: str
    hint: str | None = None
    excerpt: Excerpt | None = None

    def as_error(self, file: str, data: object) -> UsageError:
        """Return what the user is told; `data` is the catalog as it was read."""
        where = f"{file}: {key_path(self.place)}{_owner(self.place, data)}" if self.place else file
        return UsageError(self.what, where=where, excerpt=self.excerpt, hint=self.hint)


class CatalogError(UsageError):
    """The files of a catalog hold mistakes.

    Args:
        errors: One or more of them, in the order of the file.
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


def key_path(place: Place) -> str:
    """Return a place as users write it: `backends[0].rules[2].metric`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in place)[1:]


def _owner(place: Place, data: object) -> str:
    """Return the name of what the place belongs to, since nobody counts tables from 0."""
    if len(place) < 3 or not isinstance(data, dict):  # noqa: PLR2004  (a key of a listed table)
        return ""
    kind, number = place[:2]
    entries = data.get(kind)
    if not isinstance(number, int) or not isinstance(entries, list):
        return ""
    entry = entries[number]
    name = entry.get("name") if isinstance(entry, dict) else None
    is_named = isinstance(name, str) and place[2:] != ("name",)
    return f" ({_OWNERS.get(str(kind), kind)} {name!r})" if is_named else ""


def repetitions(places: Iterable[tuple[Place, str]], what: str) -> Iterator[Problem]:
    """Say of each word that stood before where it did."""
    first: dict[str, Place] = {}
    for place, word in places:
        if word in first:
            yield Problem(place, f"{what} {word!r} stands twice", f"see {key_path(first[word])}")
        first.setdefault(word, place)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return a hint: the nearest right word, else all there are; `None` where there is none."""
    listed = list(known)
    if not listed:
        return None
    return did_you_mean(word, listed) or f"there are {', '.join(map(repr, listed))}"
