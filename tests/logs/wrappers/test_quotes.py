from __future__ import annotations

import pytest

from tests.logs.quoted_lines import LINE, NOT_QUOTED, QUOTED
from usagestats.logs.wrappers.quotes import QUOTES
from usagestats.logs.wrappers.wrapper import texts


@pytest.mark.parametrize("quoted", QUOTED)
def test_the_marks_are_taken_off_however_those_within_are_written(quoted: str) -> None:
    assert QUOTES.matches(quoted)
    assert QUOTES.unwrap(texts([quoted, LINE])).text.to_list() == [LINE, LINE]


def test_a_text_of_json_is_taken_out() -> None:
    assert QUOTES.unwrap(texts([r'"{\"a\":\"b\\\"\"}"'])).text.to_list() == [r'{"a":"b\""}']


@pytest.mark.parametrize("line", NOT_QUOTED)
def test_a_line_that_begins_and_ends_with_quoted_texts_stays(line: str) -> None:
    assert not QUOTES.matches(line)
    assert QUOTES.unwrap(texts([line])).text.to_list() == [line]
