"""Takes a wrapper off the lines of a chunk with the kernel; it gets the lines that are not usual.

The wrapper itself, `Wrapper.unwrap`, shows what its lines mean; the kernel takes them off alike.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.json.trie import trie_of
from usagestats.logs.readers.kernel.json_finder import JsonFinder, RequestParts, Use
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.kernel.lines_scan import LineTask, scan_lines
from usagestats.logs.readers.kernel.outputs import (
    LINE_CELL,
    PARTS,
    Candidate,
    Check,
    Choice,
    Condition,
    Kept,
    Outputs,
    TextOutput,
)
from usagestats.logs.readers.kernel.text_finder import TextFinder
from usagestats.logs.wrappers.inner_line import BehindPrefix, InRecord
from usagestats.logs.wrappers.wrapper import texts

if TYPE_CHECKING:
    from usagestats.logs.readers.reader import RefusedLines
    from usagestats.logs.wrappers.wrapper import Wrapper

_LINE: Final = "line"


def inner_by_kernel(data: bytes, wrapper: Wrapper) -> bytes | None:
    """Return the inner lines of a chunk, each with a line feed.

    Args:
        data: Valid UTF-8, lines ended by line feeds.
        wrapper: The layer around each line.

    Returns:
        `None` where the kernel cannot take the wrapper off, or where wrapped and inner lines may
        not correspond one by one.
    """
    place = wrapper.place
    if place is None or kernel() is None or _is_unusual(data, place):
        return None
    tallies = scan_lines((data,), _task(place))
    inner = tallies.texts[_LINE]
    if b"\r" in inner or 0 in tallies.codes_of(_LINE):
        return None
    if not tallies.refused:
        return inner
    # whether entries without a line feed are parts of a line is seen in all entries together
    if isinstance(place, InRecord) and place.is_ended:
        return None
    return _with_refused(inner, tallies.refused, wrapper)


def _is_unusual(data: bytes, place: BehindPrefix | InRecord) -> bool:
    return isinstance(place, BehindPrefix) and any(text in data for text in place.unusual)


def _with_refused(inner: bytes, refused: RefusedLines, wrapper: Wrapper) -> bytes | None:
    """Put the lines that the kernel refused at their places; `None` where one is not one line."""
    unwrapped = wrapper.unwrap(texts([line for _, line in refused]))
    is_one_by_one = unwrapped.origins is None and not unwrapped.repeated
    if not is_one_by_one or unwrapped.text.str.contains(r"[\r\n]").any():
        return None
    accepted = inner.split(b"\n")[:-1]
    lines: list[bytes] = []
    taken = 0
    for (number, _), text in zip(refused, unwrapped.text, strict=True):
        until = taken + number - len(lines)
        lines += accepted[taken:until]
        lines.append(text.encode())
        taken = until
    return b"\n".join([*lines, *accepted[taken:], b""])


@cache
def _task(place: BehindPrefix | InRecord) -> LineTask:
    return _behind_prefix(place) if isinstance(place, BehindPrefix) else _in_record(place)


def _behind_prefix(place: BehindPrefix) -> LineTask:
    pattern = re.compile(rf"(?:{place.pattern.removeprefix('^')})(?P<{_LINE}>.*)")
    finder = TextFinder((pattern,), (_LINE,), b"", is_tabbed=True)
    return LineTask(finder, finder.cells, _outputs(Candidate(finder.cell_of(_LINE))))


def _in_record(place: InRecord) -> LineTask:
    use = Use.ENDED_LINE if place.is_ended else Use.LINE
    uses = dict.fromkeys(place.paths, use) | {(name,): Use.LINE for name in place.others}
    trie = trie_of(uses)
    finder = JsonFinder(trie.nodes, RequestParts(((),) * 4, (-1,) * len(PARTS)), refuses_again=True)
    checks = [Check(LINE_CELL, Condition.BEGINS, place.beginning)]
    checks += [Check(trie.cells[name,], Condition.HAS_TEXT) for name in place.others]
    candidates = [Candidate(trie.cells[path]) for path in place.paths]
    return LineTask(finder, len(trie.nodes), _outputs(*candidates, checks=checks))


def _outputs(*candidates: Candidate, checks: list[Check] | None = None) -> Outputs:
    line = TextOutput(candidates, Kept.WHOLE, Choice.AS_IS)
    return Outputs((), {_LINE: line}, (), (), (), tuple(checks or ()), None, keeps_status=False)
