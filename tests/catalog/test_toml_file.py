from __future__ import annotations

import pytest

from tests.catalog.documents import FILE, located_errors_of
from usagestats.catalog.toml_file import read_document


@pytest.mark.parametrize(
    ("text", "where", "excerpt"),
    [
        ("timezone = UTC", "1:12", ["  timezone = UTC", "             ^"]),
        ('a = 1\n\tb = "x\ny', "2:8", ['   b = "x', "         ^"]),
        ("a = 1\na = 2", "2:6", ["  a = 2", "       ^"]),
        ("identify = [\n", "1:13", ["  identify = [", "              ^"]),
        ("[[products]", "1:11", ["  [[products]", "            ^"]),
        ("[a]\r\nb\r\n", "2:2", ["  b", "   ^"]),
    ],
)
def test_what_is_no_toml_is_shown_with_its_place(text: str, where: str, excerpt: list[str]) -> None:
    first, *rest = located_errors_of(text)

    # the reason is that of tomllib, which words it anew from time to time
    assert first.startswith(f"usagestats: {FILE}:{where}: ")
    assert rest == excerpt


@pytest.mark.parametrize(
    "text",
    [
        '[exclude]\napplications = ["s3cr3t", "x]',
        "[exclude]\napplications = ['s3cr3t' 'x']",
        '[exclude]\npaths = []\n\napplications = [\n"s3cr3t" 1]',
        'exclude.applications = ["s3cr3t" 1]',
        'exclude = { applications = ["s3cr3t" 1] }',
    ],
)
def test_a_key_among_the_exclusions_is_not_shown(text: str) -> None:
    actual = located_errors_of(text)

    assert "s3cr3t" not in "".join(actual)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'a = 1\nb = "\xff"', "usagestats: usagestats.toml:2: not UTF-8"),
        (b"x = " + b"[" * 100_000, "usagestats: usagestats.toml: nested too deeply"),
        (
            b"a = 1\nb = -" + b"1" * 5000,
            "usagestats: usagestats.toml:2: the number has too many digits",
        ),
        (
            b"\na = [1, 1" + b"_0" * 4400 + b"]",
            "usagestats: usagestats.toml:2: the number has too many digits",
        ),
    ],
)
def test_a_file_that_cannot_be_read_as_text(data: bytes, expected: str) -> None:
    actual = located_errors_of(data)

    assert actual[0] == expected


def test_a_mark_at_the_begin_and_windows_lines_are_fine() -> None:
    actual = read_document(b'\xef\xbb\xbftimezone = "UTC"\r\nweek_start = "sunday"\r\n', FILE)

    assert (actual.timezone, actual.week_start) == ("UTC", "sunday")
