from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.applications_file import parse_registry
from usagestats.catalog.imports.draft import Draft
from usagestats.catalog.new_catalog import applications_text
from usagestats.catalog.plain_ids import is_plain_id, with_plain_ids


def draft(*rows: tuple[str, str]) -> Draft:
    applications = [{"key": key, "id": own_id, "name": ""} for key, own_id in rows]
    return Draft({}, applications, ("before: stays",), ())


@pytest.mark.parametrize("text", ["7", "bob smith", "a=b", 'x,"y"', "key:0123456789ab", "Größe"])
def test_an_id_that_comes_back_unchanged_is_plain(text: str) -> None:
    assert is_plain_id(text)


@pytest.mark.parametrize(
    "text",
    ["", "bob\xa0", "bob\t", " bob", "a\x1bb", "a\u202eb", "a\nb", "\ufeffbob",
     "a\u200bb", "a\xadb", "=HYPERLINK(1)", "a;=1", "\uff1d1", "+1", "-1", "@x", "\t=1"],
)  # fmt: skip
def test_an_id_that_a_file_changes_or_a_spreadsheet_runs_is_not(text: str) -> None:
    assert not is_plain_id(text)


def test_other_ids_are_left_out_with_a_word() -> None:
    actual = with_plain_ids(
        draft(("", "bob"), ("", "bob\t"), ("", "=cmd()"), ("k", "-1"), ("k2", ""))
    )

    assert [(row["key"], row["id"]) for row in actual.applications] == [
        ("", "bob"),
        ("k", ""),
        ("k2", ""),
    ]
    assert actual.unsupported == (
        "before: stays",
        r"the id 'bob\t' of an application, and 2 more: begins like a formula, or has invisible"
        " characters or spaces around it",
    )


def test_where_all_are_plain_nothing_is_said() -> None:
    before = draft(("", "bob"), ("k", "7"))

    assert with_plain_ids(before) == before


@given(
    st.lists(st.text() | st.sampled_from(["bob", "bob ", "bob\xa0", "=1", "(none)"]), unique=True)
)
def test_whatever_ids_logs_hold_the_file_gives_back_the_rest(ids: list[str]) -> None:
    made = with_plain_ids(draft(*(("", own_id) for own_id in ids)))

    registry = parse_registry(applications_text(made).encode(), "applications.csv")

    assert set(registry.identities) == {own_id for own_id in ids if is_plain_id(own_id)}
