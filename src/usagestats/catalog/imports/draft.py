"""What an import makes, and how it gathers that."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from usagestats.catalog.checked_values import checked_metric_name
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.model import DEFAULT_METRICS, HITS
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NO_WORD = re.compile(r"[^A-Za-z0-9_.-]+")
_LONGEST_WORD = 120
_UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Draft:
    """A catalog to look over and complete.

    Args:
        catalog: In the structure of `usagestats.toml`.
        applications: Rows of `applications.csv`; the keys are hashed (`sha256:…`).
        unsupported: What the file says and a catalog cannot, each as `place: why`.
        notes: What the reader of the draft should know.
    """

    catalog: dict[str, Any]
    applications: list[dict[str, str]]
    unsupported: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """Gathers what is unsupported and what is worth a note, each once, in order."""

    _unsupported: dict[str, None] = field(default_factory=dict)
    _notes: dict[str, None] = field(default_factory=dict)

    def unsupported(self, place: str, why: str) -> None:
        """Add a part of the file that the draft leaves out."""
        self._unsupported.setdefault(visible(f"{place}: {why}"))

    def note(self, text: str) -> None:
        """Add what the reader should know about what the draft has."""
        self._notes.setdefault(visible(text))

    def draft(self, catalog: dict[str, Any], applications: list[dict[str, str]]) -> Draft:
        """Return the draft; sections that are empty are left out."""
        filled = {key: value for key, value in catalog.items() if value}
        return Draft(filled, applications, tuple(self._unsupported), tuple(self._notes))


class Names:
    """Gives everything of one kind a name of its own that a catalog takes.

    Args:
        check: Raises `Mistake` for names that a catalog refuses, such as built-in ones.
    """

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return `wanted` as one word; with a number behind it where it is not free."""
        word = one_word(wanted) or _UNNAMED
        if not self._is_allowed(f"{word}_2"):  # no number would make a name of it
            word = _UNNAMED
        name, number = word, 1
        while name in self._taken or not self._is_allowed(name):
            number += 1
            name = f"{word}_{number}"
        self._taken.add(name)
        return name

    def _is_allowed(self, name: str) -> bool:
        try:
            self._check(name)
        except Mistake:
            return False
        return True


def metric_names(wanted: Iterable[str]) -> Names:
    """Return what names the metrics of one owner.

    Args:
        wanted: What all metrics of the catalog will be called: `a_change` and `a_previous` are
            columns of reports where there is a metric `a`.
    """
    metrics = {"requests", HITS, *(metric.name for metric in DEFAULT_METRICS)}
    metrics.update(one_word(word) for word in wanted)

    def check(name: str) -> str:
        base, _, suffix = name.rpartition("_")
        if suffix in {"previous", "change"} and base in metrics:
            raise Mistake("is a column of a comparison")
        return checked_metric_name(name)

    return Names(check)


def one_word(text: str) -> str:
    """Return `text` as one word of ASCII letters, digits and, within it, `_.-`; perhaps empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_WORD.sub("_", plain).strip("_.-")[:_LONGEST_WORD]


def one_line(text: str) -> str:
    """Return text for people on one line."""
    return visible(" ".join(text.split()))
