"""Wrappers as layers that the kernel takes off while it reads the lines.

The wrapper itself, `Wrapper.unwrap`, shows what its lines mean; the kernel finds the same inner
lines, and leaves the lines that are not usual.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.logs.files.encodings import has_marks
from usagestats.logs.readers.json.trie import trie_of
from usagestats.logs.readers.kernel.json_finder import JsonFinder, RequestParts, Use
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.kernel.lines_scan import LineTask
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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.wrappers.wrapper import Wrapper

_LINE: Final = "line"


def layers_around(data: bytes, chain: Sequence[Wrapper]) -> tuple[LineTask, ...] | None:
    """Return the layers around the lines of a chunk, the outermost first.

    Args:
        data: The lines.
        chain: The wrappers around each line, the outermost first.

    Returns:
        `None` where the kernel cannot take them off.
    """
    if kernel() is None or has_marks(data):
        return None
    layers = [_layer(wrapper.place) for wrapper in chain]
    return None if None in layers else tuple(layer for layer in layers if layer is not None)


@cache
def _layer(place: BehindPrefix | InRecord | None) -> LineTask | None:
    if isinstance(place, InRecord):
        return _in_record(place)
    return None if place is None else _behind_prefix(place)


def _behind_prefix(place: BehindPrefix) -> LineTask | None:
    pattern = re.compile(rf"(?:{place.pattern.removeprefix('^')})(?P<{_LINE}>.*)")
    finder = TextFinder((pattern,), (_LINE,), b"", is_tabbed=True)
    if not finder.is_usual:
        return None
    checks = [Check(LINE_CELL, Condition.LACKS, place.unusual)] if place.unusual else []
    return LineTask(finder, finder.cells, _outputs(Candidate(finder.cell_of(_LINE)), checks=checks))


def _in_record(place: InRecord) -> LineTask:
    use = Use.ENDED_LINE if place.is_ended else Use.LINE
    uses = dict.fromkeys(place.paths, use) | {(name,): Use.LINE for name in place.others}
    trie = trie_of(uses)
    finder = JsonFinder(trie.nodes, RequestParts(((),) * 4, (-1,) * len(PARTS)), refuses_again=True)
    checks = [Check(LINE_CELL, Condition.BEGINS, place.beginning)]
    checks += [Check(trie.cells[name,], Condition.HAS_TEXT) for name in place.others]
    candidates = [Candidate(trie.cells[path]) for path in place.paths]
    return LineTask(finder, len(trie.nodes), _outputs(*candidates, checks=checks))


def _outputs(*candidates: Candidate, checks: Sequence[Check]) -> Outputs:
    line = TextOutput(candidates, Kept.WHOLE, Choice.AS_IS)
    return Outputs((), {_LINE: line}, (), (), (), tuple(checks), None, keeps_status=False)
