"""A pasted format without its quotation marks and escapes, and where each character stood."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from usagestats.errors import Excerpt, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

_SHOWN_BEFORE = 50
_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Written:
    """A text that remembers where each of its characters was pasted, so that errors point at it.

    Args:
        text: The text that is left.
        positions: The position in `pasted` of each character of `text`, and of its end.
        pasted: The text as the user gave it.
        where: The option or key with the text, for messages.
    """

    text: str
    positions: tuple[int, ...]
    pasted: str
    where: str

    @classmethod
    def whole(cls, pasted: str, where: str) -> Written:
        """Return a pasted text, unchanged."""
        return cls(pasted, tuple(range(len(pasted) + 1)), pasted, where)

    def cut(self, begin: int, end: int | None = None) -> Written:
        """Return a part of the text."""
        end = len(self.text) if end is None else end
        return replace(self, text=self.text[begin:end], positions=self.positions[begin : end + 1])

    def kept(self, characters: Iterable[tuple[str, int]]) -> Written:
        """Return a text of characters, each with the index of the character that it stands for."""
        pairs = list(characters)
        positions = (*(self.positions[index] for _, index in pairs), self.positions[-1])
        return replace(self, text="".join(text for text, _ in pairs), positions=positions)

    def error(
        self, what: str, begin: int = 0, end: int | None = None, hint: str | None = None
    ) -> UsageError:
        """Return an error that points at a part of the text."""
        end = len(self.text) if end is None else end
        first = self.positions[min(begin, len(self.positions) - 1)]
        last = self.positions[end - 1] + 1 if begin < end <= len(self.text) else first + 1
        return UsageError(what, where=self.where, excerpt=self._excerpt(first, last), hint=hint)

    def refusal(self, what: str, hint: str) -> UsageError:
        """Return an error about the whole text, without an excerpt."""
        return UsageError(what, where=self.where, hint=hint)

    def _excerpt(self, begin: int, end: int) -> Excerpt:
        """Return the line of a position, or the text around the position in a long line."""
        start = self.pasted.rfind("\n", 0, begin) + 1
        stop = self.pasted.find("\n", begin)
        stop = len(self.pasted) if stop < 0 else stop
        before = after = ""
        if stop - start > _SHOWN and begin - start > _SHOWN_BEFORE:
            start, before = begin - _SHOWN_BEFORE, "…"
        if stop - start > _SHOWN:
            stop, after = max(start + _SHOWN, min(end, stop)), "…"
        line = self.pasted[start:stop].replace("\t", " ")
        shift = start - len(before)
        return Excerpt(f"{before}{line}{after}", begin - shift, min(end, stop) - shift)
