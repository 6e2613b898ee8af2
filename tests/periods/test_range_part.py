from __future__ import annotations

from tests.periods.ranges import clock, error_of


def test_a_wrong_range_is_printed_with_carets_under_it() -> None:
    actual = str(error_of("2026-05-01..2026-13", clock()))

    expected = (
        "usagestats: --range:18-19: no such month: 13\n"
        "  2026-05-01..2026-13\n"
        "                   ^^\n"
        "  help: months run from 01 to 12"
    )

    assert expected == actual
