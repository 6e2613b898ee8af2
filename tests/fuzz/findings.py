"""Lines and texts that were found to be read in a wrong way: made short, and kept as files."""

from __future__ import annotations

import hashlib
import json
import traceback
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tests.fuzz.comparing import QUESTIONS, difference
from tests.fuzz.sieving import fault_of_sieve
from tests.fuzz.sources import made_up_sources
from tests.fuzz.texts import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


_SHORT: Final = 400
"""How long a text may be of which single characters are left out."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one source.

    Args:
        source: The name of a kind in `made_up_sources`.
        lines: The lines, not yet wrapped.
        question: The number of the question about them; `None` for all.
    """

    source: str
    lines: list[str]
    question: int | None = None

    def fault(self) -> str | None:
        """Return how its two readings differ, or the exception that one of them raises."""
        numbers = range(len(QUESTIONS)) if self.question is None else [self.question]
        try:
            found = [
                difference(made_up_sources()[self.source], self.lines, number) for number in numbers
            ]
        except Exception:  # noqa: BLE001  (any is a finding)
            return traceback.format_exc()
        return next(filter(None, found), None)

    def shorter(self) -> Iterator[Batch]:
        """Give the same with something left out."""
        for lines in _without_some(self.lines):
            yield Batch(self.source, list(lines), self.question)
        if len(self.lines) <= 3:
            for number, line in enumerate(self.lines):
                for text in _without_some(line):
                    lines = [*self.lines[:number], str(text), *self.lines[number + 1 :]]
                    yield Batch(self.source, lines, self.question)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a user might give.

    Args:
        kind: The name of a kind in `kinds`.
        text: The text.
    """

    kind: str
    text: str

    def fault(self) -> str | None:
        """Return what is wrong with its reading, or the exception that it raises."""
        try:
            return kinds()[self.kind].fault(self.text)
        except Exception:  # noqa: BLE001  (any is a finding)
            return traceback.format_exc()

    def shorter(self) -> Iterator[Text]:
        """Give the same with something left out: lines, then characters."""
        for lines in _without_some(self.text.splitlines(keepends=True)):
            yield Text(self.kind, "".join(lines))
        if len(self.text) <= _SHORT:
            for text in _without_some(self.text):
                yield Text(self.kind, str(text))


@dataclass(frozen=True, slots=True)
class Mixed:
    """Lines of all formats, for the sieve.

    Args:
        lines: The lines, at least one.
    """

    lines: list[str]

    def fault(self) -> str | None:
        """Return what is wrong with the answers of the sieve, or the exception that it raises."""
        try:
            return fault_of_sieve(self.lines)
        except Exception:  # noqa: BLE001  (any is a finding)
            return traceback.format_exc()

    def shorter(self) -> Iterator[Mixed]:
        """Give the same with something left out: lines, then characters of the only one."""
        for lines in _without_some(self.lines):
            if lines:
                yield Mixed(list(lines))
        if len(self.lines) == 1:
            for text in _without_some(self.lines[0]):
                yield Mixed([str(text)])


Finding: TypeAlias = Batch | Text | Mixed


def write(finding: Finding, file: Path) -> None:
    """Write it into a file that people can read."""
    file.write_text(json.dumps(asdict(finding), indent=1) + "\n", "ascii")


def read(file: Path) -> Finding:
    """Return what a file holds."""
    values = json.loads(file.read_text("ascii"))
    if "kind" in values:
        return Text(**values)
    return Batch(**values) if "source" in values else Mixed(**values)


def keep(finding: Finding, folder: Path) -> Path:
    """Write it into a folder, under a name by its content."""
    content = json.dumps(asdict(finding)).encode()
    name = "sieve" if isinstance(finding, Mixed) else _name_of(finding)
    file = folder / f"{name}-{hashlib.sha256(content).hexdigest()[:8]}.json"
    write(finding, file)
    return file


def _name_of(finding: Batch | Text) -> str:
    return finding.kind if isinstance(finding, Text) else finding.source


def shortened(finding: Finding) -> Finding:
    """Return one with a fault, from which nothing can be left out."""
    shorter: Finding | None = finding
    while shorter is not None:
        finding = shorter
        shorter = next((one for one in finding.shorter() if one.fault()), None)
    return finding


def _without_some(whole: Sequence[str]) -> Iterator[Any]:
    """Give what is left without each half, quarter, … down to single elements."""
    size = len(whole) // 2
    while size:
        for begin in range(0, len(whole), size):
            left = [*whole[:begin], *whole[begin + size :]]
            yield "".join(left) if isinstance(whole, str) else left
        size //= 2
