from __future__ import annotations

import pytest

from tests.catalog.documents import FILE, errors_of, located_errors_of
from usagestats.catalog.mistakes import KeyPath, LocatedMistake, as_written, nearest, repetitions


def test_all_mistakes_are_shown_at_once() -> None:
    actual = errors_of('timezone = "UTX"\nweek_start = "mon"\n[exclude]\nstatuses = ["x", "y"]')

    assert actual == [
        f"usagestats: {FILE}: timezone: no such time zone: 'UTX'",
        "  help: did you mean 'UTC'?",
        f"usagestats: {FILE}: week_start: cannot be 'mon'",
        "  help: did you mean 'monday'?",
        f"usagestats: {FILE}: exclude.statuses[0]: not a status: 'x'",
        "  help: write one like 404 or 4xx",
        f"usagestats: {FILE}: exclude.statuses[1]: not a status: 'y'",
        "  help: write one like 404 or 4xx",
    ]


def test_every_mistake_names_its_line() -> None:
    actual = located_errors_of(
        '# a comment\ntimezone = """UTX"""\n\n[[backends]]\nname = "b"\nrules = [\n'
        '  { http_method = "GET", pattern = "/" },\n'
        '  { http_method = "GET", pattern = "/", metric = "x" },\n]\n'
    )
    assert actual[0] == f"usagestats: {FILE}:2: timezone: no such time zone: 'UTX'"

    actual = located_errors_of(
        '[[backends]]\nname = "b"\nrules = [\n  { http_method = "GET", pattern = "/" },\n'
        '  { http_method = "GET", pattern = "/", metric = "x" },\n]\n[[plans]]\nlimits = []\n'
    )
    assert actual == [f"usagestats: {FILE}:7: plans[0].name: is missing"]


def test_very_many_mistakes_are_counted() -> None:
    actual = errors_of("[exclude]\nuser_agents = [" + '"", ' * 1050 + "]")

    assert len(actual) == 21
    assert actual[-1] == "usagestats: and 1,030 more"


def test_a_key_path_is_written_as_in_python() -> None:
    assert as_written(("backends", 0, "rules", 2, "metric")) == "backends[0].rules[2].metric"
    assert as_written(("timezone",)) == "timezone"


@pytest.mark.parametrize(
    ("key_path", "where"),
    [
        ((), "f"),
        (("timezone",), "f: timezone"),
        (("backends", 0, "rules"), "f: backends[0].rules (backend 'b')"),
        (("backends", 0, "name"), "f: backends[0].name"),  # the name itself is wrong
        (("backends", 0), "f: backends[0]"),
        (("plans", 0, "limits"), "f: plans[0].limits"),  # it has no name
    ],
)
def test_an_error_names_the_table_that_a_key_stands_in(key_path: KeyPath, where: str) -> None:
    data = {"backends": [{"name": "b"}], "plans": [{}]}

    assert LocatedMistake(key_path, "is wrong").as_error("f", data).where == where


def test_a_repetition_refers_to_the_first_of_its_kind() -> None:
    words: list[tuple[KeyPath, str]] = [(("a", 0), "x"), (("a", 1), "y"), (("a", 2), "x")]

    assert [*repetitions([*words, (("a", 3), "x")], "the name")] == [
        LocatedMistake(("a", 2), "the name 'x' occurs twice", "see a[0]"),
        LocatedMistake(("a", 3), "the name 'x' occurs twice", "see a[0]"),
    ]


def test_a_hint_is_the_nearest_word_or_all_of_them() -> None:
    assert nearest("hots", ["hosts", "rules"]) == "did you mean 'hosts'?"
    assert nearest("x", ["hosts", "rules"]) == "choose from 'hosts', 'rules'"
    assert nearest("x", []) is None
