from __future__ import annotations

from collections import Counter

from tests.classify.catalogs import api, rule
from usagestats.catalog.model import DEFAULT_RULES, Catalog
from usagestats.diagnostics.check.rule_matches import match_warnings
from usagestats.survey.rule_matches import RuleMatches
from usagestats.tables.top_counts import Key, TopCounts


def test_the_default_rules_are_never_warned_of() -> None:
    catalog = Catalog((api(*DEFAULT_RULES, path="/v1"),))

    assert list(match_warnings(catalog, RuleMatches(rules=Counter({("api", 0): 1})), ())) == []


def test_a_rule_matched_in_one_product_did_match() -> None:
    catalog = Catalog((api(rule("/a", "foo")), api(rule("/a", "foo"), name="other")))

    assert list(match_warnings(catalog, RuleMatches(Counter({("other", 0): 1})), ())) == []


def test_no_request_says_nothing_about_rules() -> None:
    assert list(match_warnings(Catalog((api(rule("/a", "foo")),)), RuleMatches(), ())) == []


def unmatched(counts: dict[Key, int], **more: int) -> list[tuple[str | None, int | None]]:
    top = TopCounts(counts=counts, total=sum(counts.values()), first=min(counts), **more)
    rows = match_warnings(
        Catalog((api(rule("/", "foo")),)), RuleMatches(unmatched=top), {"b: GET / → foo"}
    )
    return [(row.value, row.count) for row in rows]


def test_a_credential_in_a_path_is_masked_and_equal_paths_are_one() -> None:
    counts: dict[Key, int] = {("api", "GET", f"/x/token={number}abcdef"): 1 for number in range(3)}

    assert unmatched(counts) == [("GET /x/token=***", 3)]


def test_beyond_ten_paths_the_others_are_one_row() -> None:
    counts: dict[Key, int] = {("api", "GET", f"/{number:02}"): 20 - number for number in range(12)}
    shown = unmatched(counts)

    assert len(shown) == 11
    assert shown[0] == ("GET /00", 20)
    assert shown[-1] == ("(others)", 10 + 9)


def test_a_request_without_a_path_is_warned_of() -> None:
    assert unmatched({("api", "", ""): 2}) == [("no path in the request line", 2)]
