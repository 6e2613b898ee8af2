"""The draft of a catalog, the findings about the imported file, and the names in the draft."""

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
    """A catalog for the user to check and to complete.

    Args:
        catalog: The catalog, in the structure of `usagestats.toml`.
        applications: Rows of `applications.csv`; the keys are hashed (`sha256:…`).
        unsupported: The parts of the file that a catalog cannot express, as `KEY PATH: reason`.
        notes: Remarks on the draft for its reader.
    """

    catalog: dict[str, Any]
    applications: list[dict[str, str]]
    unsupported: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Findings:
    """Collects the unsupported parts of a file, and notes; each once, in order."""

    _unsupported: dict[str, None] = field(default_factory=dict)
    _notes: dict[str, None] = field(default_factory=dict)

    def unsupported(self, where: str, why: str) -> None:
        """Add a part of the file that the draft leaves out, by its key path or label."""
        self._unsupported.setdefault(visible(f"{where}: {why}"))

    def note(self, text: str) -> None:
        """Add a remark for the reader of the draft."""
        self._notes.setdefault(visible(text))

    def draft(self, catalog: dict[str, Any], applications: list[dict[str, str]]) -> Draft:
        """Return the draft; empty sections are left out."""
        filled = {key: value for key, value in catalog.items() if value}
        return Draft(filled, applications, tuple(self._unsupported), tuple(self._notes))


class Names:
    """Gives unique names that a catalog accepts.

    Args:
        check: Raises `Mistake` for a name that a catalog refuses, such as a built-in one.
    """

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return `wanted` as one word, followed by a number if the word is taken or not allowed."""
        word = one_word(wanted) or _UNNAMED
        if not self._is_allowed(f"{word}_2"):  # refused with any number
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
    """Return `Names` for the metrics of one owner.

    Args:
        wanted: The names of all metrics of the catalog. Where there is a metric `a`, `a_change` and
            `a_previous` are columns of reports, so no metric may have these names.
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
    """Return `text` as one word of ASCII letters, digits and inner `_.-`; it may become empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _NO_WORD.sub("_", plain).strip("_.-")[:_LONGEST_WORD]


def one_line(text: str) -> str:
    """Return text for people as one line without control characters."""
    return visible(" ".join(text.split()))
