from __future__ import annotations

import pytest

from usagestats.errors import (
    Excerpt,
    ExitCode,
    InputError,
    UsageError,
    UsageStatsError,
    did_you_mean,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UsageError("no such metric: hit"), ["usagestats: no such metric: hit"]),
        (
            UsageError("no such metric: hit", where="--metric"),
            ["usagestats: --metric: no such metric: hit"],
        ),
        (
            InputError("no such file", where="access.log", hint="look\n\nelsewhere"),
            [
                "usagestats: access.log: no such file",
                "  help: look",
                "  help: ",
                "  help: elsewhere",
            ],
        ),
        (
            UsageError("no such month: 13", excerpt=Excerpt("2026-13..", 5, 7), hint="01 to 12"),
            [
                "usagestats: no such month: 13",
                "  2026-13..",
                "       ^^",
                "  help: 01 to 12",
            ],
        ),
        (
            UsageError("an empty range", excerpt=Excerpt("ab", 2, 2)),
            ["usagestats: an empty range", "  ab", "    ^"],
        ),
    ],
)
def test_an_error_says_what_where_and_how_to_mend_it(
    error: UsageStatsError, expected: list[str]
) -> None:
    actual = str(error).split("\n")

    assert expected == actual


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UsageStatsError("x"), ExitCode.UNEXPECTED),
        (UsageError("x"), ExitCode.USAGE),
        (InputError("x"), ExitCode.INPUT),
    ],
)
def test_the_kind_of_error_decides_the_exit_code(
    error: UsageStatsError, expected: ExitCode
) -> None:
    actual = error.exit_code

    assert expected == actual


def test_exit_codes_are_a_contract() -> None:
    actual = {code.name: int(code) for code in ExitCode}

    expected = {
        "OK": 0,
        "UNEXPECTED": 1,
        "USAGE": 2,
        "LIMIT_CROSSED": 3,
        "INPUT": 4,
        "INTERRUPTED": 130,
    }

    assert expected == actual


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("metadat", ["hits", "metadata"], "did you mean 'metadata'?"),
        ("METADATA", ["hits", "metadata"], "did you mean 'metadata'?"),
        ("europe/athen", ["Europe/Athens", "Europe/Berlin"], "did you mean 'Europe/Athens'?"),
        ("catalog", ["catalog-2", "catalogs", "cat"], "did you mean 'catalogs'?"),
        ("spring", ["hits", "metadata"], None),
        ("", ["hits"], None),
        ("hits", [], None),
    ],
)
def test_the_nearest_known_word_is_suggested(
    word: str, known: list[str], expected: str | None
) -> None:
    actual = did_you_mean(word, known)

    assert expected == actual
