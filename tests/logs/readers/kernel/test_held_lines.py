"""Lines that hold a text are found inside of their layers."""

from __future__ import annotations

from tests.chunks import skip_without_kernel
from usagestats.logs.readers.kernel.held_lines import lines_holding
from usagestats.logs.readers.kernel.lines_scan import RefusedLine
from usagestats.logs.wrappers.by_kernel import layers_around
from usagestats.logs.wrappers.cri import CRI

PREFIX = "2026-05-04T10:15:30.493035218Z stdout F "


def test_lines_are_found_where_they_begin_with_their_layers() -> None:
    skip_without_kernel()
    lines = [f"{PREFIX}a #Date: b", f"{PREFIX}row", "bare", f"{PREFIX}#Fields: x"]
    data = "\n".join(lines).encode()
    layers = layers_around(data, (CRI,))
    assert layers is not None

    found = lines_holding(data, layers, ("#Fields:", "#Date:"))

    assert found == [
        RefusedLine(0, 0, False, "a #Date: b"),  # noqa: FBT003
        RefusedLine(2, data.index(b"bare"), True, "bare"),  # noqa: FBT003
        RefusedLine(3, data.rindex(PREFIX.encode()), False, "#Fields: x"),  # noqa: FBT003
    ]
