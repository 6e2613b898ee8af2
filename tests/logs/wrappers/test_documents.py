from __future__ import annotations

import json
from typing import Any

import pytest

from usagestats.logs.wrappers.documents import JsonDocument
from usagestats.logs.wrappers.wrapper import texts

RECORDS: list[dict[str, Any]] = [
    {"n": number, "list": [{"x": 1}], "text": 'a\n}"{[', "none": {}} for number in range(3)
]
STAMPED = "".join(f"2026-05-04T10:15:30.123Z\n{json.dumps(one, indent=2)}\n" for one in RECORDS)


def read(text: str) -> tuple[list[str], list[int]]:
    document = JsonDocument.of(text)
    assert document is not None
    found = document.unwrap(texts(text.split("\n")))
    assert found.origins is not None
    return found.text.to_list(), found.origins.to_list()


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        (json.dumps(RECORDS), [0, 0, 0]),
        (json.dumps(RECORDS, indent=2), [1, 11, 21]),
        (json.dumps(RECORDS, indent="\t"), [1, 11, 21]),
        (json.dumps({"records": RECORDS}), [0, 0, 0]),
        (json.dumps({"records": RECORDS}, indent=4), [2, 12, 22]),
        (json.dumps({"events": RECORDS, "nextToken": "x}", "n": None}), [0, 0, 0]),
        ("\n".join(json.dumps(record, indent=2) for record in RECORDS), [0, 10, 20]),
        (STAMPED, [1, 12, 23]),
        (STAMPED.replace("Z\n", "+00:00 a/b\r\n"), [1, 12, 23]),
        ("[\n" + ",\n".join(json.dumps(record) for record in RECORDS) + "\n]", [1, 2, 3]),
        ("\n".join(json.dumps([record]) for record in RECORDS), [0, 1, 2]),
        ("\n".join(json.dumps({"records": [record]}) for record in RECORDS), [0, 1, 2]),
    ],
)
def test_every_record_is_a_line(text: str, origins: list[int]) -> None:
    found, places = read(text)

    assert [json.loads(line) for line in found] == RECORDS
    assert places == origins


@pytest.mark.parametrize("text", ['{"a":1}\n{"b":2}', '{"tries":[{"a":1}]}', "[06/May/2026", ""])
def test_other_text_is_no_document(text: str) -> None:
    assert JsonDocument.of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a":1},rubbish]\n[{"c":3}]', ['{"a":1}', "rubbish]", '{"c":3}']),
        ('[\n  {\n    "a": 1\n  },\n  {\n    "b"\n  },\n  {"c": 3}\n]', None),
        ("[]", []),
    ],
)
def test_damage_costs_only_its_own_record(text: str, expected: list[str] | None) -> None:
    found, _ = read(text)

    assert found == (['{ "a": 1 }', '{ "b" }', '{"c": 3}'] if expected is None else expected)


def test_a_printed_record_is_open_until_its_brace() -> None:
    document = JsonDocument.of('[\n  {\n    "a": 1\n  },')
    assert document is not None

    assert document.open_after(["[", "  {", '    "a": {', "    },", "  },", "  }"]) == [
        *(True, True, True, True, False, False),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ['{"n":0}', '[{"n":1},{"n":2}]', '{"n":3}'],
        ['{"n":0}{"n":1}', '{"n":2} {"n":3}'],
        ['[{"n":0}]', "", "rubbish", '[{"n":1},{"n":2},{"n":3}]'],
    ],
)
def test_lines_of_which_some_hold_several_records(lines: list[str]) -> None:
    document = JsonDocument.of_lines(lines)
    assert document is not None
    found = document.unwrap(texts(lines)).text.to_list()

    assert [line for line in found if line != "rubbish"] == [f'{{"n":{n}}}' for n in range(4)]


@pytest.mark.parametrize(
    "lines",
    [
        ['{"a":"}{"}', '{"b":[{"c":1}]}'],
        ["[04/May/2026:10:00:00 +0000] a", "[]", "{broken}{"],
        ["a line", "another", '[{"a":1}]'],
        [""],
    ],
)
def test_other_lines_are_left_as_they_are(lines: list[str]) -> None:
    assert JsonDocument.of_lines(lines) is None
