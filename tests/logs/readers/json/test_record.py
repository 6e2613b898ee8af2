r"""One line of JSON, repaired where nginx wrote it without `escape=json`."""

from __future__ import annotations

from typing import Any

import pytest

from usagestats.logs.readers.json.record import parse_record, text_at, text_of, texts_by_path
from usagestats.logs.readers.log_format import NoRequestError


@pytest.mark.parametrize(
    ("line", "record"),
    [
        (' {"a":1}\r', {"a": 1}),
        ('{"a":1,"a":2}', {"a": 1}),
        (r'{"a":"\xC3\xA9 \x22"}', {"a": 'é "'}),
        (r'{"a":"\\xC3"}', {"a": r"\xC3"}),
        ('{"a":,"b":-}', {"a": None, "b": None}),
        ('{"a":0.001, 0.033,"b":502 : 200}', {"a": "0.001, 0.033", "b": "502 : 200"}),
    ],
)
def test_a_line_holds_an_object(line: str, record: dict[str, Any]) -> None:
    assert parse_record(line) == record


@pytest.mark.parametrize(
    ("line", "reason"), [("x", "no JSON object"), ("[]", "no JSON object"), ("{", "broken JSON")]
)
def test_other_lines_are_refused(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=reason):
        parse_record(line)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\ud800", "a\ufffd"),
        (True, "true"),
        (10**20, "100000000000000000000"),
        (200.0, "200"),
        (1e-7, "0.0000001"),
        (["a", 1, {"b": 1}, None], "a, 1"),
        ({"a": 1}, None),
        (None, None),
    ],
)
def test_a_value_has_the_text_that_the_fast_path_reads(value: object, text: str | None) -> None:
    assert text_of(value) == text


def test_values_are_found_by_their_path() -> None:
    record = parse_record('{"a":{"b":"x","c":{"d":""}},"e":"-","f":[1,2]}')

    assert text_at(record, ("a", "b")) == "x"
    assert text_at(record, ("a", "b", "c")) is None
    assert text_at(record, ("a",)) is None
    assert texts_by_path(record) == {"a.b": "x", "f": "1, 2"}
