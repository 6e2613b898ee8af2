from __future__ import annotations

import pytest

from usagestats.logs.wrappers.quotes import QUOTES
from usagestats.logs.wrappers.wrapper import texts

LINE = '192.0.2.1 - - [T] "GET /\\x22 HTTP/1.1" 200 5 "-" "x"'


@pytest.mark.parametrize(
    "quoted",
    [
        f'"{LINE}"',
        '"' + LINE.replace("\\", "\\\\").replace('"', '\\"') + '"',
        '"' + LINE.replace('"', '""') + '"',
        f' \t"{LINE}" ',
        '"' + LINE.replace("\\", "\\\\").replace('"', '\\"') + '\\n"',
    ],
)
def test_the_marks_are_taken_off_however_those_within_are_written(quoted: str) -> None:
    assert QUOTES.matches(quoted)
    assert QUOTES.unwrap(texts([quoted, LINE])).text.to_list() == [LINE, LINE]


def test_a_text_of_json_is_taken_out() -> None:
    assert QUOTES.unwrap(texts([r'"{\"a\":\"b\\\"\"}"'])).text.to_list() == [r'{"a":"b\""}']


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        '"192.0.2.1, 10.0.0.1" 10.0.0.2 - - [T] "GET / HTTP/1.1" 200 5 "-" "x"',
        '"8f1e";"8f1e";1777889730123;"203.0.113.7";"";""',
        '"";"8f1e";"',
        '{"a":"b"}',
        '""',
        '"',
    ],
)
def test_a_line_that_begins_and_ends_with_quoted_texts_stays(line: str) -> None:
    assert not QUOTES.matches(line)
    assert QUOTES.unwrap(texts([line])).text.to_list() == [line]
