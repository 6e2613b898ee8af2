"""The signs of formats as tables of the kernel, for `sieve`."""

from __future__ import annotations

from ctypes import POINTER, Array, Structure, c_int32, c_uint64
from dataclasses import field
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.output_tables import ConstantForKernel, RunForKernel
from usagestats.logs.readers.kernel.pattern_parts import ALL_BYTES
from usagestats.logs.readers.kernel.pattern_steps import steps_of
from usagestats.logs.readers.kernel.pattern_task import (
    ByteSet,
    PatternForKernel,
    pattern_for_kernel,
    table_of,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from usagestats.logs.readers.kernel.pattern_steps import Steps

_TELLING: Final = '|\t;[{+="/,TZ'
"""Characters that lines of other formats often lack, the rarest first."""

_NEEDED: Final = 2
"""So many of them are looked for, before a pattern is matched."""

_ONE_AT_A_TIME: Final = Lock()


class Signs(NamedTuple):
    """The signs of a format: a line without them is refused with care, too.

    Args:
        patterns: The patterns of which each line matches one, as it is or with single blanks;
            empty: none are known.
        texts: Groups of texts: each line holds a text of each group, or JSON's escape of a letter.
        is_quick: Whether its lines are sorted out by `Sorter`.
        are_cut: Whether the beginnings of the patterns suffice.
    """

    patterns: tuple[re.Pattern[str], ...]
    texts: tuple[tuple[str, ...], ...] = ()
    is_quick: bool = False
    are_cut: bool = False


class _SievedFormat(Structure):
    """`SievedFormat` of `sieve.h`."""

    _fields_ = (
        ("patterns", RunForKernel),
        ("groups", RunForKernel),
        ("is_quick", c_int32),
    )


class SieveForKernel(Structure):
    """`Sieve` of `sieve.h`."""

    _fields_ = (
        ("formats", POINTER(_SievedFormat)),
        ("patterns", POINTER(PatternForKernel)),
        ("begins", POINTER(ByteSet)),
        ("needs", POINTER(RunForKernel)),
        ("groups", POINTER(RunForKernel)),
        ("texts", POINTER(ConstantForKernel)),
        ("numbers", POINTER(c_int32)),
        ("begins_with", POINTER(c_uint64)),
        ("format_count", c_int32),
        ("pattern_count", c_int32),
        ("text_count", c_int32),
    )


class _Pattern(NamedTuple):
    """A pattern, or its beginning."""

    pattern: re.Pattern[str]
    is_cut: bool

    @property
    def steps(self) -> Steps | None:
        """Its steps."""
        return steps_of(self.pattern, (), is_cut=self.is_cut)

    @property
    def begins(self) -> int:
        """The set of bytes with which a line may begin that it matches."""
        return self.steps.begins if self.steps else ALL_BYTES

    @property
    def needed(self) -> list[str]:
        """Texts that each line holds which it matches."""
        holds = self.steps.holds if self.steps else ()
        return [char for char in _TELLING if char in holds][:_NEEDED]

    def for_kernel(self) -> PatternForKernel | None:
        """Return it for the kernel; `None` where it has an unusual part."""
        return pattern_for_kernel(self.pattern, (), is_cut=self.is_cut)


@dataclass(slots=True)
class _Tables:
    """The patterns and texts of all formats, each of them once."""

    patterns: dict[_Pattern, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    groups: list[RunForKernel] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def format(self, signs: Signs) -> _SievedFormat:
        """Add the signs of a format, and return their stretches."""
        patterns = _patterns(signs)
        patterns = patterns if all(one.for_kernel() for one in patterns) else []
        found = self._run([self.patterns.setdefault(one, len(self.patterns)) for one in patterns])
        first = len(self.groups)
        # a small group rules most lines out
        for group in sorted(signs.texts, key=len):
            run = self._run(list(map(self._text, group)))
            self.groups.append(run)
        groups = RunForKernel(first, len(self.groups) - first)
        return _SievedFormat(found, groups, signs.is_quick)

    def needs(self) -> list[RunForKernel]:
        """Return for each pattern the texts that it needs."""
        return [self._run(list(map(self._text, one.needed))) for one in self.patterns]

    def _text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def _run(self, numbers: list[int]) -> RunForKernel:
        first = len(self.numbers)
        self.numbers += numbers
        return RunForKernel(first, len(numbers))


def sieve_for_kernel(formats: tuple[Signs, ...]) -> SieveForKernel:
    """Return the tables, which are made once for all threads of a run.

    Args:
        formats: The signs of each format.
    """
    with _ONE_AT_A_TIME:
        return _for_kernel(formats)


@lru_cache(maxsize=8)
def _for_kernel(formats: tuple[Signs, ...]) -> SieveForKernel:
    tables = _Tables()
    sieved = [tables.format(signs) for signs in formats]
    needs = tables.needs()
    patterns = [made for one in tables.patterns if (made := one.for_kernel())]
    texts = [text.encode() for text in tables.texts]
    begins = [_first_bytes(_patterns(signs)) for signs in formats]
    return SieveForKernel(
        _array(_SievedFormat, sieved),
        _array(PatternForKernel, patterns),
        _array(ByteSet, [table_of(one.begins) for one in tables.patterns]),
        _array(RunForKernel, needs),
        _array(RunForKernel, tables.groups),
        _array(ConstantForKernel, [ConstantForKernel(text, len(text)) for text in texts]),
        _array(c_int32, tables.numbers),
        _array(c_uint64, [_bits(byte, begins) for byte in range(256)]),
        len(sieved),
        len(patterns),
        len(texts),
    )


def _patterns(signs: Signs) -> list[_Pattern]:
    return [_Pattern(one, signs.are_cut) for one in signs.patterns]


def _first_bytes(patterns: Sequence[_Pattern]) -> int:
    """Return the set of bytes with which a line of a format may begin."""
    found = 0 if patterns else ALL_BYTES
    for one in patterns:
        found |= one.begins
    return found


def _bits(byte: int, begins: Sequence[int]) -> int:
    return sum((one >> byte & 1) << place for place, one in enumerate(begins))


def _array(kind: Any, values: Sequence[Any]) -> Array[Any]:  # noqa: ANN401  (of ctypes)
    made: Array[Any] = (kind * len(values))(*values)
    return made
