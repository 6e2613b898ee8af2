"""Lines of text as the kernel takes them apart, of all formats but JSON and the NCSA family."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.text_finder import REQUEST_PARTS, Pairs, TextFinder
from usagestats.logs.readers.named_texts import KNOWN_NAMES
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Mapping

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.pairs import PairGrammar

Names = dict[str, tuple[str, ...]]
"""A name of `NamedTexts` → the names that lines use for it, the best first."""

_ESCAPES: Final = b"\\#"
"""The first bytes of the escapes of all gateways."""

_ALWAYS: Final = frozenset({"time", "status", "request", "http_method", "target", "path"})


def one_group(name: str) -> tuple[str, ...]:
    """Return the name itself: a value is found by one group, which has its name."""
    return (name,)


@dataclass(frozen=True, slots=True)
class DayApart:
    """The day of times that have only the time of day.

    Args:
        name: The name of the value that has the day; empty where lines have none.
        text: The day of a line without one.
        is_utc: Whether the time is in UTC, not in the log zone.
    """

    name: str
    text: str
    is_utc: bool


@dataclass(frozen=True, slots=True)
class TextLines:
    """Lines of text.

    Args:
        patterns: The patterns of whole lines, tried in turn; none where a line has only pairs.
        texts: How the format writes the texts of the values.
        is_tabbed: Whether the blanks within a line mean themselves.
        names: The names of the values of each column; `None`: they are those of `NamedTexts`.
        groups_of: The groups of the patterns that may have the value of a name.
        pairs: How pairs are written; `None` for a format without them.
        pairs_group: The group that holds the pairs; empty: the line does.
        needed: The text that a value must be; empty: any.
        note: The pair that is `-` where the upstream answered; empty for a format without one.
        time: The value that has the time, if that is not a value of its name.
        day: The day of the times; `None` where the times have it.
        hidden: Names that are never further fields.
        are_exclusive: Whether a line never matches two of the patterns.
    """

    patterns: tuple[re.Pattern[str], ...]
    texts: NamedTexts
    is_tabbed: bool
    names: Names | None = None
    groups_of: Callable[[str], tuple[str, ...]] = one_group
    pairs: PairGrammar | None = None
    pairs_group: str = ""
    needed: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    time: str = ""
    day: DayApart | None = None
    hidden: frozenset[str] = frozenset()
    are_exclusive: bool = False

    def parts_of(self, name: str) -> tuple[str, ...]:
        """Return the groups and pairs that a column, or a part of the request, may take."""
        keys = (name,) if self.names is None else self.names.get(name, ())
        if name == "time" and self.time:
            keys = (self.time,)
        return tuple(group for key in keys for group in self.groups_of(key))

    def parts_of_field(self, name: str) -> tuple[str, ...] | None:
        """Return those of a further field; `None` where each line decides whether it is one."""
        if self.names is None:
            return () if name in KNOWN_NAMES else (name,)
        first = {keys[0] for keys in self.names.values()}
        others = {key for keys in self.names.values() for key in keys[1:]}
        if name in others and name not in first:
            return None
        return () if name in first or name in self.hidden else self.groups_of(name)

    def finder(self, columns: frozenset[str]) -> TextFinder:
        """Return what finds the values of some columns."""
        wanted = dict.fromkeys(self._wanted(columns))
        known = {name: None for pattern in self.patterns for name in pattern.groupindex}
        groups = tuple(name for name in known if name in wanted)
        pairs = None
        if self.pairs:
            between, assigns = self.pairs.between, self.pairs.assigns
            names = tuple(name for name in wanted if name not in known and name)
            pairs = Pairs(between, assigns, self.pairs_group, names)
        escapes = b"" if self.texts.plain is str else _ESCAPES
        request = {name: self.parts_of(name) for name in REQUEST_PARTS}
        return TextFinder(
            self.patterns,
            groups,
            escapes.ljust(2, b"\0"),
            self.is_tabbed,
            pairs,
            request,
            self.note,
            self.are_exclusive,
        )

    def _wanted(self, columns: frozenset[str]) -> Iterator[str]:
        """Give the names of the groups and pairs that columns need."""
        names = {*columns, "time", "status", "request"}
        if self.pairs or not columns.isdisjoint(REQUEST_PARTS) or "host" in columns:
            names |= {*_ALWAYS, "query"}
        for name in sorted(names):
            if name.startswith(FIELD):
                yield from self.parts_of_field(name.removeprefix(FIELD)) or ()
            else:
                yield from self.parts_of(name)
            yield from self.parts_of(self.texts.preferred.get(name, ""))
        for name in (self.pairs_group, self.note, *self.needed):
            yield from self.groups_of(name)
        if self.day:
            yield from self.groups_of(self.day.name)
