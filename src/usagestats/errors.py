"""Errors for users: one layout, and the exit code of each.

An error names the mistake and its position (an option, a file and line, a key path), shows the text
with a caret where the column is known, and says how to mend it. Only `cli/` prints errors.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """The exit codes of every command."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    LIMIT_CROSSED = 3
    INPUT = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The text with the mistake, and the columns of the carets: from 0, `end` is exclusive."""

    text: str
    start: int
    end: int

    def lines(self) -> list[str]:
        """Return the text, and below it the carets."""
        carets = "^" * max(self.end - self.start, 1)
        return [f"  {self.text}", f"  {' ' * self.start}{carets}"]


class UsageStatsError(Exception):
    """A mistake that a user can mend.

    Args:
        what: The mistake, as a clause without a full stop.
        where: The option, file, line or key path.
        excerpt: The text with the mistake.
        hint: How to mend it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        excerpt: Excerpt | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.excerpt = excerpt
        self.hint = hint

    def __str__(self) -> str:
        lines = [": ".join(part for part in ("usagestats", self.where, self.what) if part)]
        if self.excerpt:
            lines += self.excerpt.lines()
        if self.hint:
            lines += [f"  help: {line}" for line in self.hint.split("\n")]
        return "\n".join(lines)


class UsageError(UsageStatsError):
    """A mistake in the command line or the catalog, or a folder or URL that holds no store."""

    exit_code = ExitCode.USAGE


class InputError(UsageStatsError):
    """A log cannot be found, opened, recognised or read to its end."""

    exit_code = ExitCode.INPUT


class ClusterError(UsageStatsError):
    """A cluster cannot be reached, has no workers, or was lost on the way."""


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a question that names the nearest known word; `None` where no word is near."""
    from difflib import get_close_matches  # noqa: PLC0415  (only where something is wrong)

    by_lower_case = {name.lower(): name for name in known}
    nearest = get_close_matches(word.lower(), by_lower_case, n=1)
    return f"did you mean {by_lower_case[nearest[0]]!r}?" if nearest else None


def is_panic(error: BaseException) -> bool:
    """Return whether a library in Rust gave up; each has its own class, which no module exports."""
    return type(error).__name__ == "PanicException"
