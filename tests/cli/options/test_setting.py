from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.written_settings import WrittenSetting
from usagestats.choices import Counting
from usagestats.cli.options.setting import Found, Origin, choice_of, find
from usagestats.errors import UsageError

NO_FILE = CatalogFile.none()
USERS = {"timezone": WrittenSetting("Asia/Tokyo", Path("/home/a/config.toml"), 1)}
BOTH = replace(
    NO_FILE,
    settings={"timezone": WrittenSetting("Europe/Athens", Path("/srv/usagestats.toml"), 3)},
    users=USERS,
)


@pytest.mark.parametrize(
    ("given", "variable", "file", "expected"),
    [
        ("UTC", "UTC0", BOTH, Found("UTC", Origin.OPTION, "--timezone")),
        (None, "UTC0", BOTH, Found("UTC0", Origin.ENVIRONMENT, "USAGESTATS_TIMEZONE")),
        (
            *(None, "", BOTH),
            Found(
                *("Europe/Athens", Origin.CATALOG, "/srv/usagestats.toml:3", "timezone"),
                Path("/srv"),
            ),
        ),
        (
            *(None, None, replace(NO_FILE, users=USERS)),
            Found(
                *("Asia/Tokyo", Origin.USERS_FILE, "/home/a/config.toml:1", "timezone"),
                Path("/home/a"),
            ),
        ),
        (None, None, NO_FILE, Found(None, Origin.DEFAULT)),
        ("", "UTC0", NO_FILE, Found("", Origin.OPTION, "--timezone")),
    ],
)
def test_the_first_that_sets_a_setting_counts(
    given: str | None,
    variable: str | None,
    file: CatalogFile,
    expected: Found,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if variable is not None:
        monkeypatch.setenv("USAGESTATS_TIMEZONE", variable)

    assert find("timezone", given, file) == expected


def test_an_error_names_the_key_of_a_file() -> None:
    assert find("timezone", None, BOTH).where == "/srv/usagestats.toml:3: timezone"
    assert find("timezone", "UTC", BOTH).where == "--timezone"


def test_a_setting_without_an_option_has_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USAGESTATS_COVERAGE", "continuous")

    assert find("coverage", None, NO_FILE) == Found(None, Origin.DEFAULT)


@pytest.mark.parametrize(
    ("value", "expected"), [(None, Counting.MATCHED), ("authorized", Counting.AUTHORIZED)]
)
def test_a_choice_is_a_word_or_the_default(value: str | None, expected: Counting) -> None:
    assert choice_of(Found(value, Origin.OPTION), Counting, Counting.MATCHED) is expected


@pytest.mark.parametrize(
    ("value", "hint"),
    [("authorised", "did you mean 'authorized'?"), ("x", "choose from matched, authorized")],
)
def test_another_word_is_refused(value: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        choice_of(
            Found(value, Origin.ENVIRONMENT, "USAGESTATS_COUNTING"), Counting, Counting.MATCHED
        )

    assert (caught.value.what, caught.value.where, caught.value.hint) == (
        f"no such choice: {value}",
        "USAGESTATS_COUNTING",
        hint,
    )
