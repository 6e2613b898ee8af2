"""Layouts as structures of the kernel."""

from __future__ import annotations

from usagestats.logs.readers.kernel.time_layout import (
    TimeField,
    TimeLayout,
    TimePart,
    layouts_for_kernel,
)


def test_a_layout_has_its_fields_in_order() -> None:
    fields = (TimeField(TimePart.YEAR, 4, 4), TimeField(TimePart.BYTE, 45))
    (found,) = layouts_for_kernel([TimeLayout(fields, is_utc=True)])

    assert (found.count, found.is_utc) == (2, True)
    assert [found.fields[at].part for at in range(2)] == [TimePart.YEAR, TimePart.BYTE]
    assert found.fields[1].least == 45
