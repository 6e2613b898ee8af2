"""A key map and the columns of a question → the task of the kernel."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.json.key_map import PATH_AFTER_REWRITE, UNITS
from usagestats.logs.readers.json.record_filter import RecordFilter
from usagestats.logs.readers.json.trie import trie_of
from usagestats.logs.readers.kernel.json_finder import JsonFinder, RequestParts, Use
from usagestats.logs.readers.kernel.lines_scan import LineTask
from usagestats.logs.readers.kernel.outputs import (
    DURATION,
    LINE_CELL,
    PARTS,
    Candidate,
    Check,
    Choice,
    Condition,
    Day,
    Kept,
    Outputs,
    TextOutput,
    kept_of,
    parameters_of,
    samples_for,
    slot_for,
)
from usagestats.tables.declared import FIELD, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from usagestats.logs.readers.json.key_map import Key, KeyMap, Path
    from usagestats.logs.readers.json.record_filter import KeyOfOthers
    from usagestats.tables.declared import Detail

_KEYS_OF_PARTS: Final = ("path", "request", PATH_AFTER_REWRITE, "query")
"""The names in a key map for the values that these are made of, in its order."""

_OF_ONE_KEY: Final = ("remote_address", "remote_user", "user_agent", "service", "upstream_status")
"""The columns of texts that are not among `PARTS`."""

_USES: Final = {"time": Use.NUMBER, DURATION: Use.NUMBER, "query": Use.QUERY}
_BULK: Final = frozenset({"index", "create"})
"""The only key of lines that are ignored, see `readers/ignored.py`."""

_MOST_DOTS: Final = 4
"""The name of a further field with more dots could stand for too many paths."""


@dataclass(frozen=True, slots=True)
class Question:
    """The columns that are wanted of the records of a format.

    Args:
        keys: The key map.
        telling: The keys that a record must have.
        records: The value that distinguishes records of requests from others.
        columns: Columns of REQUESTS, further fields and `TEXT`.
        detail: How much detail the reader must keep.
        day: The key of the day of times that are only a time of day.
    """

    keys: KeyMap
    telling: tuple[Key, ...]
    records: RecordFilter | KeyOfOthers | None
    columns: frozenset[str]
    detail: Detail
    day: Key | None = None

    @property
    def fields(self) -> list[str]:
        """The names of the further fields."""
        return sorted(name.removeprefix(FIELD) for name in self.columns if name.startswith(FIELD))

    @property
    def slot(self) -> int | None:
        """The slot in which equal requests may be one row; `None` if few are equal."""
        return slot_for(self.columns, self.detail)


def task_of(question: Question) -> LineTask | None:
    """Return the task of the kernel; `None` if only the careful path can read these columns."""
    uses = _uses(question)
    if uses is None:
        return None
    trie = trie_of(uses)
    made = {
        name: len(trie.nodes) + number
        for number, name in enumerate(PARTS)
        if name in question.columns
    }
    candidates = _candidates(question, trie.cells)
    request = RequestParts(
        tuple(candidates[name] if made else () for name in _KEYS_OF_PARTS),
        tuple(made.get(name, -1) for name in PARTS),
    )
    outputs = Outputs(
        candidates["time"],
        dict(_texts(question, candidates, made, trie.cells)),
        candidates["status"],
        candidates["response_bytes"] if "response_bytes" in question.columns else (),
        candidates[DURATION] if DURATION in question.columns else (),
        tuple(_checks(question, trie.cells)),
        question.slot,
        "status" in question.columns,
        parameters_of(question.detail),
        samples=samples_for(question.columns, question.detail),
        day=Day(trie.cells[question.day.path]) if question.day else None,
        paths=question.detail.paths,
        client_ranges=question.detail.client_ranges,
    )
    return LineTask(JsonFinder(trie.nodes, request), len(trie.nodes) + len(PARTS), outputs)


def _uses(question: Question) -> dict[Path, Use] | None:
    """Return the use of each value; `None` if the kernel cannot use them so."""
    uses: dict[Path, Use] = {}
    for path, use in _values(question):
        before = uses.get(path, use)
        if before is not use and Use.QUERY in {before, use}:
            return None
        uses[path] = min(before, use)  # what a text needs serves for a number, too
    if any(key.path[0] in _BULK for key in question.keys["time"]):
        return None
    return None if any(name.count(".") > _MOST_DOTS for name in question.fields) else uses


def _values(question: Question) -> Iterator[tuple[Path, Use]]:
    """Give the paths of the values that are looked for, each with a use of its value."""
    wanted = {"time", "status", *question.columns}
    if not wanted.isdisjoint(PARTS):
        wanted |= {"path", "request", PATH_AFTER_REWRITE}
    for name, keys in question.keys.items():
        for key in keys if name in wanted else ():
            yield key.path, _USES.get(name, Use.TEXT)
            yield from ((path, Use.TEXT) for path in key.signs_of_seconds)
    yield from ((key.path, Use.TEXT) for key in question.telling)
    if question.records is not None:
        yield question.records.path, Use.TEXT
    if question.day is not None:
        yield question.day.path, Use.TEXT
    for name in question.fields:
        yield from ((path, Use.TEXT) for path in _places(name))


class _Candidates(dict[str, tuple[Candidate, ...]]):
    """The candidates of columns; none of a column that has no key."""

    def __missing__(self, column: str) -> tuple[Candidate, ...]:
        return ()


def _candidates(question: Question, cells: Mapping[Path, int]) -> _Candidates:
    return _Candidates(
        (
            name,
            tuple(
                Candidate(
                    cells[key.path],
                    UNITS[key.unit] if key.unit else 0.0,
                    tuple(cells[path] for path in key.signs_of_seconds),
                )
                for key in keys
                if key.path in cells
            ),
        )
        for name, keys in question.keys.items()
    )


def _texts(
    question: Question, candidates: _Candidates, made: Mapping[str, int], cells: Mapping[Path, int]
) -> Iterator[tuple[str, TextOutput]]:
    """Give the columns of texts by name; `made` has the cells of those among `PARTS`."""
    kept = partial(kept_of, detail=question.detail, is_grouped=question.slot is not None)
    for name, cell in made.items():
        part = (Candidate(cell),)
        if name in {"path", "query"}:
            yield name, TextOutput(part, kept(name), Choice.AS_IS)
        else:
            yield name, TextOutput(candidates[name] + part)
    for name in _OF_ONE_KEY:
        if name in question.columns:
            choice = Choice.WRITTEN if name == "upstream_status" else Choice.KNOWN
            yield name, TextOutput(candidates[name], kept(name), choice)
    for name in question.fields:
        yield FIELD + name, TextOutput((Candidate(cells[_places(name)[0]]),))
    if DURATION in question.columns:
        yield DURATION, TextOutput((), Kept.BY_DURATION)
    if TEXT in question.columns and question.slot is None:
        yield TEXT, TextOutput((Candidate(LINE_CELL),), Kept.WHOLE, Choice.AS_IS)


def _checks(question: Question, cells: Mapping[Path, int]) -> Iterator[Check]:
    """Give what must hold of a record, so that it is surely a request of the format."""
    for key in question.telling:
        yield Check(cells[key.path], Condition.HAS_TEXT)
    records = question.records
    if isinstance(records, RecordFilter):
        yield Check(cells[records.path], Condition.BEGINS, records.beginnings)
    elif records is not None:
        yield Check(cells[records.path], Condition.HAS_NO_TEXT)
    for name in question.fields:  # else the last place in the record would count
        for path in _places(name)[1:]:
            yield Check(cells[path], Condition.HAS_NO_TEXT)


def _places(name: str) -> list[Path]:
    """Return the paths that the name of a further field may stand for, the nested one first.

    A dot may lead to an inner object, or belong to the name of a key.
    """
    first, *rest = name.split(".")
    places: list[Path] = []
    for are_joined in product((False, True), repeat=len(rest)):
        path = [first]
        for part, is_joined in zip(rest, are_joined, strict=True):
            path[-1:] = [f"{path[-1]}.{part}"] if is_joined else [path[-1], part]
        places.append(tuple(path))
    return places
