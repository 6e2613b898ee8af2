from __future__ import annotations

from collections import Counter

from tests.classify.catalogs import api, rule
from usagestats.catalog.model import DEFAULT_RULES, Catalog, Product
from usagestats.diagnostics.check.rows import Row
from usagestats.diagnostics.check.rules import overlap_warnings, rule_warnings
from usagestats.survey.rule_matches import RuleMatches


def warnings(*products: Product) -> list[tuple[str, str | None]]:
    return [(row.name, row.value) for row in rule_warnings(Catalog(products))]


def test_the_default_rules_are_never_warned_of() -> None:
    catalog = Catalog((api(*DEFAULT_RULES, path="/v1"),))

    assert rule_warnings(catalog) == []
    assert list(overlap_warnings(catalog, None)) == []


def test_special_characters_are_warned_of_in_paths_only() -> None:
    assert warnings(api(rule("/a+b", "foo"), rule("/x(y)", "foo"), rule("/q?x=(1)", "foo"))) == [
        ("special_characters", "b: GET /a+b → foo"),
        ("special_characters", "b: GET /x(y) → foo"),
    ]


def test_a_slash_at_the_end_is_warned_of_unless_another_rule_takes_the_path() -> None:
    assert warnings(api(rule("/x/", "foo"))) == [("trailing_slash", "b: GET /x/ → foo")]
    assert warnings(api(rule("/x/{id}/", "foo"), rule("/y/$", "bar"))) == [
        ("trailing_slash", "b: GET /x/{id}/ → foo"),
        ("trailing_slash", "b: GET /y/$ → bar"),
    ]
    assert warnings(api(rule("/x/", "foo"), rule("/x$", "foo"))) == []
    assert warnings(api(rule("/x/", "foo"), own=(rule("/", "hits", http_method="ANY"),))) == []
    assert warnings(api(rule("/x/", "foo"), rule("/x", "bar", http_method="POST"))) == [
        ("trailing_slash", "b: GET /x/ → foo")
    ]


def test_a_rule_for_all_of_a_mount_does_not_match_the_mount_itself() -> None:
    [row] = rule_warnings(Catalog((api(rule("/", "hits"), path="/v1"),)))

    assert (row.name, row.value) == ("mount_without_slash", "b: GET / → hits")
    assert row.detail == "does not match /v1 (no slash at the end)"
    assert warnings(api(rule("/", "hits"))) == []


def test_a_rule_that_is_always_hidden_is_warned_of() -> None:
    first, second = rule("/", "foo", last=True), rule("/a", "bar", delta=5)
    [row] = rule_warnings(Catalog((api(first, second),)))

    assert (row.name, row.value) == ("rule_never_matches", "b: GET /a → bar × 5")
    assert row.detail == "no rule is tried after b: GET / → foo, last"


def test_a_rule_that_several_products_share_is_warned_of_once() -> None:
    assert warnings(api(rule("/a+", "foo")), api(rule("/a+", "foo"), name="other")) == [
        ("special_characters", "b: GET /a+ → foo")
    ]


def test_overlaps_are_in_the_order_of_what_they_counted_twice() -> None:
    rules = rule("/", "hits"), rule("/a", "foo"), rule("/b", "bar")
    findings = RuleMatches(pairs=Counter({("api", 0, 2): 7}))

    assert [
        (row.count, row.detail) for row in overlap_warnings(Catalog((api(*rules),)), findings)
    ] == [
        (7, "b: GET /b → bar counts the same requests again"),
        (0, "b: GET /a → foo counts the same requests again"),
    ]


def test_very_many_overlaps_are_warned_of_together() -> None:
    rules = [rule("/", "hits"), *(rule(f"/p{number:03}", "foo") for number in range(60))]
    rows = list(overlap_warnings(Catalog((api(*rules),)), None))

    assert len(rows) == 51
    assert rows[-1] == Row(
        "warning", "overlapping_rules", "(others)", None, "10 more pairs of rules"
    )
