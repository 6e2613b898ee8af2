from __future__ import annotations

import pytest

from usagestats.catalog.checked_values import checked_name
from usagestats.catalog.imports.draft import Findings, Names, metric_names, one_line, one_word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list Books", "list_Books"),
        ("Café (menu)!", "Cafe_menu"),
        ("_.x-", "x"),
        ("日本", ""),
        ("a" * 200, "a" * 120),
    ],
)
def test_any_text_becomes_one_word(text: str, expected: str) -> None:
    assert one_word(text) == expected


def test_lines_and_control_characters_become_one_visible_line() -> None:
    assert one_line(" a\n b\t\x1b[31m") == r"a b \x1b[31m"


def test_names_are_unique_and_never_empty() -> None:
    names = Names(checked_name)

    assert [names.take(text) for text in ("a b", "a_b", "a b", "日本", "!")] == [
        *("a_b", "a_b_2", "a_b_3", "unnamed", "unnamed_2"),
    ]


def test_metrics_get_no_name_of_a_column() -> None:
    names = metric_names(["price", "price_change"])

    assert names.take("price") == "price"
    assert names.take("price_change") == "price_change_2"  # compares `price` with the past
    assert names.take("cost_change") == "cost_change"  # there is no metric `cost`
    assert names.take("status") == "status_2"


def test_findings_are_kept_once_in_order_and_made_visible() -> None:
    findings = Findings()
    for where in ("b", "a", "b"):
        findings.unsupported(where, "why\x1b")
    findings.note("x")
    draft = findings.draft({"identify": [], "backends": [1]}, [])

    assert draft.unsupported == (r"b: why\x1b", r"a: why\x1b")
    assert draft.notes == ("x",)
    assert draft.catalog == {"backends": [1]}
