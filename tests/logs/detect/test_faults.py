from __future__ import annotations

import pytest

from usagestats.errors import Excerpt
from usagestats.logs.detect.fault import NO_FAULT
from usagestats.logs.detect.faults import fault_of
from usagestats.logs.formats import FORMATS

LINE = '192.0.2.1 - - [04/May/2026:10:00:00 +0000] "GET /a?user_key=SECRET HTTP/1.1"'


def test_without_a_misfit_there_is_no_fault() -> None:
    assert fault_of([], None, frozenset()) is NO_FAULT


def test_the_line_is_shown_up_to_its_fault_without_credentials() -> None:
    fault = fault_of([LINE], None, frozenset())

    assert "no status and size after the request" in fault.reason
    assert fault.excerpt is not None
    assert "SECRET" not in fault.excerpt.text
    assert fault.excerpt.start == len(fault.excerpt.text)


@pytest.mark.parametrize(
    ("log_format", "reason"),
    [("ncsa", "stops at column"), ("json", "the first that does not fit: no JSON object")],
)
def test_a_given_format_says_where_the_line_stops(log_format: str, reason: str) -> None:
    fault = fault_of([LINE], FORMATS[log_format], frozenset())

    assert reason in fault.reason
    assert (fault.excerpt is not None) == (log_format == "ncsa")


def test_long_lines_are_cut_around_the_place() -> None:
    line = LINE.replace("/a?", "/" + "a" * 500 + "?")
    fault = fault_of([line], FORMATS["ncsa"], frozenset())

    assert isinstance(fault.excerpt, Excerpt)
    assert len(fault.excerpt.text) < 200
    assert fault.excerpt.text.startswith("…")
