from __future__ import annotations

import pytest

from tests.logs.quoted_lines import LINE, NOT_QUOTED, QUOTED
from usagestats.logs.values.quoted_lines import unquoted


@pytest.mark.parametrize("quoted", QUOTED)
def test_the_marks_are_taken_off_however_those_within_are_written(quoted: str) -> None:
    assert unquoted(quoted) == LINE


def test_a_text_of_json_is_taken_out() -> None:
    assert unquoted(r'"{\"a\":\"b\\\"\"}"') == r'{"a":"b\""}'


@pytest.mark.parametrize("line", NOT_QUOTED)
def test_a_line_that_begins_and_ends_with_quoted_texts_stays(line: str) -> None:
    assert unquoted(line) == line
