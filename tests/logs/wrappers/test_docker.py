from __future__ import annotations

import json

import pytest

from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.wrapper import texts


def entry(log: str, stream: str = "stdout") -> str:
    fields = {"log": log, "stream": stream, "time": "2026-05-04T10:15:30.05Z"}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def unwrapped(*lines: str) -> list[tuple[int, str]]:
    found = DOCKER.unwrap(texts(lines))
    origins = range(len(lines)) if found.origins is None else found.origins.to_list()
    return list(zip(origins, found.text.to_list(), strict=True))


def test_escapes_are_undone() -> None:
    line = '{"log":"\\"\\u0026\\u003c\\\\u0026\\té\\n","stream":"stdout","time":"t"}'

    assert unwrapped(line) == [(0, '"&<\\u0026\té')]


def test_parts_are_joined_per_stream_where_the_first_one_stands() -> None:
    lines = [
        *(entry("a1"), entry("b1", "stderr"), entry("no\n", "other"), "rubbish"),
        *(entry("a2"), entry("b2\n", "stderr"), entry("a3\n"), entry("c\n"), entry("cut")),
    ]

    assert unwrapped(*lines) == [
        *((0, "a1a2a3"), (1, "b1b2"), (2, "no"), (3, "rubbish"), (7, "c"), (8, "cut")),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("rubbish", "", '{"log":"a', '{"log":5,"stream":"x"}', '{"log":"a\\n"}'),
        *('{"log":"a","stream":null}', '{"log":"a}', '[{"log":"a\\n","stream":"x"}]'),
    ],
)
@pytest.mark.parametrize("others", [0, 200])
def test_what_is_no_entry_is_left_as_it_is(line: str, others: int) -> None:
    before = [entry(f"{number}\n") for number in range(others)]
    found = [text for _, text in unwrapped(*before, line, entry("b\n"))]

    assert found == [*map(str, range(others)), line, "b"]


def test_half_of_a_surrogate_pair_harms_no_other_line() -> None:
    lines = [entry("a\n")] * 100 + ['{"log":"\\ud83d\\n","stream":"stdout","time":"t"}']

    assert [text for _, text in unwrapped(*lines)] == ["a"] * 100 + ["\ufffd"]


def test_entries_of_shippers_are_not_taken_for_it() -> None:
    assert DOCKER.matches(entry("a\n"))
    assert not DOCKER.matches('{"log":"a","stream":"stdout","kubernetes":{}}')


def test_a_record_is_open_until_a_line_end() -> None:
    lines = [entry("a"), entry("x\n", "stderr"), entry("b\n"), "rubbish"]

    assert DOCKER.open_after(lines) == [True, True, False, False]


def test_entries_without_any_line_end_are_whole_lines() -> None:
    assert unwrapped(entry("a"), entry("b"), "rubbish") == [(0, "a"), (1, "b"), (2, "rubbish")]


def test_parts_of_a_line_whose_end_is_not_there_are_one_line() -> None:
    long = "x" * (16 << 10)

    assert unwrapped(entry(long), entry("b")) == [(0, long + "b")]
