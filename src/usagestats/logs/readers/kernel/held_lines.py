"""Lines that hold one of some texts, found by the kernel inside of their layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.readers.kernel.lines_scan import LineTask, refused_lines
from usagestats.logs.readers.kernel.outputs import LINE_CELL, Check, Condition, Outputs
from usagestats.logs.readers.kernel.text_finder import TextFinder

if TYPE_CHECKING:
    from usagestats.logs.readers.kernel.lines_scan import RefusedLine
    from usagestats.logs.readers.reader import Layers

_ANY_LINE: Final = TextFinder((), (), b"\0\0", is_tabbed=True)
_ANY_SLOT: Final = 1


def lines_holding(data: bytes, layers: Layers, texts: tuple[str, ...]) -> list[RefusedLine]:
    """Return the lines that hold one of some texts, and others that are seldom requests.

    Lines whose layers the kernel cannot take off are among them.

    Args:
        data: The lines, valid UTF-8.
        layers: The layers around each line, the outermost first.
        texts: The texts.
    """
    checks = (Check(LINE_CELL, Condition.LACKS, texts),)
    outputs = Outputs((), {}, checks=checks, slot=_ANY_SLOT, keeps_status=False)
    return refused_lines(data, LineTask(_ANY_LINE, _ANY_LINE.cells, outputs, layers))
