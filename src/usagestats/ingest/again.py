"""Sources that are counted once more: those of a merged group only together, in one commit."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError, UsageError
from usagestats.ingest.recognition import recognise
from usagestats.store.groups import members_of_groups

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usagestats.ingest.batch import Part
    from usagestats.ingest.progress import KnownProgress
    from usagestats.logs.files.sources import Source
    from usagestats.store.log_files import StoredFile
    from usagestats.store.sources import Progress

_SHORTER: Final = "is shorter than what the store has counted of it; the counts are kept"
_MERGED: Final = "is merged with a log that could not be counted again; the counts are kept"
_NAMED: Final = 3


def by_group(
    sources: Sequence[Source], known: KnownProgress, files: Mapping[str, StoredFile]
) -> list[Source]:
    """Return the sources to count once more, those of a group next to each other.

    Args:
        sources: The sources that the user gave.
        known: The progress in the store.
        files: The files of the sources in the store.

    Raises:
        UsageError: Only some of the sources of a merged group are given.
    """
    members = {group: names for group, names in known.groups().items() if len(names) > 1}
    if not members:
        return list(sources)
    given: dict[str, list[str]] = defaultdict(list)
    place: dict[Source, str] = {}
    for source in sources:
        name = None
        with suppress(InputError):  # it is raised again where the source is read
            name = recognise(source, known.sources).name
        progress = known.progress(name) if name else None
        place[source] = progress.group if progress else ""
        if name and progress:
            given[progress.group].append(name)
    for group, names in members.items():
        if group in given and (lacking := names.difference(given[group])):
            raise _incomplete(group, [_file_name(files[name]) for name in lacking], len(names))
    return sorted(sources, key=lambda source: place[source])


def _incomplete(group: str, lacking: Sequence[str], count: int) -> UsageError:
    named = ", ".join(sorted(lacking)[:_NAMED])
    more = f" and {len(lacking) - _NAMED:,} more" if len(lacking) > _NAMED else ""
    what = f"the counts of {count:,} logs that ended on {group} are merged: {named}{more} missing"
    hint = "give all of them; if one no longer exists, the counts of all stay as they are"
    return UsageError(what, where="--again", hint=hint)


def _file_name(file: StoredFile) -> str:
    return PurePath(file.paths[-1]).name if file.paths else "a stream"


class Replacements:
    """Parts that replace sources in the store; they wait until all of their group are there.

    Args:
        stored: The progress of every source in the store.
    """

    def __init__(self, stored: Mapping[str, Progress]) -> None:
        self._group_of = {name: progress.group for name, progress in stored.items()}
        self._members = members_of_groups(stored)
        self._waiting: dict[str, list[Part]] = defaultdict(list)

    def add(self, part: Part) -> list[Part]:
        """Add a part; return all parts of its group if it is the last of them, else none.

        None are returned either where one of them is less than the store has: its file was cut,
        cannot be read to its end, or its last line was counted with `--final`.
        """
        group = self._group_of[part.name]
        parts = self._waiting[group]
        parts.append(part)
        if {one.name for one in parts} != self._members[group]:
            return []
        if not any(one.is_less_than_before for one in parts):
            return self._waiting.pop(group)
        return []

    def remark_on_the_rest(self) -> None:
        """Remark on the sources whose counts are kept."""
        for parts in self._waiting.values():
            for part in parts:
                is_shorter = part.is_less_than_before
                part.source.remark = _SHORTER if is_shorter else _MERGED
