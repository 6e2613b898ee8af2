from __future__ import annotations

import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.safety.pseudonyms import pseudonym

SHOP = Application("7", "Shop", account="Acme", plan="basic", account_id="a1", plan_id="p1")
OTHER_SHOP = Application("8", "Shop")
MOBILE = Application("key:aaaaaaaaaaaa", "Mobile", account="Acme")
REGISTRY = Registry(
    {
        "key:111111111111": SHOP,
        "key:222222222222": SHOP,
        "7": SHOP,
        "8": OTHER_SHOP,
        "key:aaaaaaaaaaaa": MOBILE,
    }
)


def test_an_empty_registry_knows_nobody() -> None:
    registry = Registry()

    assert registry.applications == ()
    assert registry.label("(none)") == "(none)"
    assert registry.account("7") is None
    assert registry.plan("7") is None
    assert registry.identities_of("k") == {"k", pseudonym("k")}


def test_an_application_with_several_identities_stands_once() -> None:
    assert REGISTRY.applications == (SHOP, OTHER_SHOP, MOBILE)


@pytest.mark.parametrize(
    ("identity", "label"),
    [
        ("key:111111111111", "Shop (7)"),
        ("7", "Shop (7)"),
        ("8", "Shop (8)"),
        ("key:aaaaaaaaaaaa", "Mobile"),
        ("key:bbbbbbbbbbbb", "key:bbbbbbbbbbbb"),
        ("(none)", "(none)"),
    ],
)
def test_a_label_tells_applications_apart(identity: str, label: str) -> None:
    assert REGISTRY.label(identity) == label


@pytest.mark.parametrize(
    ("identity", "own_id", "name"),
    [
        ("key:111111111111", "7", "Shop"),
        ("8", "8", "Shop"),
        ("key:bbbbbbbbbbbb", "key:bbbbbbbbbbbb", "key:bbbbbbbbbbbb"),
        ("Shop", "Shop", "Shop"),
        ("(none)", "(none)", "(none)"),
    ],
)
def test_ids_tell_applications_apart_and_a_stranger_is_its_own(
    identity: str, own_id: str, name: str
) -> None:
    assert (REGISTRY.id(identity), REGISTRY.name(identity)) == (own_id, name)


def test_the_label_of_an_account_has_its_id_where_several_share_the_name() -> None:
    assert REGISTRY.account_label("7") == "Acme (a1)"
    assert REGISTRY.account_label("key:aaaaaaaaaaaa") == "Acme"  # it has no id
    assert REGISTRY.account_label("8") is None
    assert REGISTRY.account_label("x") is None
    assert Registry({"7": SHOP}).account_label("7") == "Acme"


def test_an_account_and_a_plan_have_two_words_each() -> None:
    assert (REGISTRY.account_id("7"), REGISTRY.plan_id("7")) == ("a1", "p1")
    assert (REGISTRY.account_id("8"), REGISTRY.plan_id("x")) == (None, None)
    assert REGISTRY.account_words("key:111111111111") == {"a1", "Acme"}
    assert REGISTRY.plan_words("key:111111111111") == {"p1", "basic"}
    assert REGISTRY.account_words("key:aaaaaaaaaaaa") == {"Acme"}
    assert REGISTRY.plan_words("x") == set()


@pytest.mark.parametrize(
    ("identity", "account", "plan"),
    [
        ("key:222222222222", "Acme", "basic"),
        ("8", None, None),
        ("key:aaaaaaaaaaaa", "Acme", None),
        ("x", None, None),
    ],
)
def test_whose_an_application_is(identity: str, account: str | None, plan: str | None) -> None:
    assert (REGISTRY.account(identity), REGISTRY.plan(identity)) == (account, plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", {"key:111111111111", "key:222222222222", "7"}),
        ("Shop (7)", {"key:111111111111", "key:222222222222", "7"}),
        ("Shop", {"key:111111111111", "key:222222222222", "7", "8"}),
        ("Mobile", {"key:aaaaaaaaaaaa"}),
        ("shop", set[str]()),
        ("key:111111111111", set[str]()),
    ],
)
def test_what_users_may_mean(text: str, expected: set[str]) -> None:
    assert REGISTRY.identities_of(text) == (expected or {text}) | {pseudonym(text)}


def test_a_stranger_does_not_pass_for_an_application() -> None:
    assert REGISTRY.label("Mobile") == "Mobile (not registered)"
    assert REGISTRY.identities_of("Mobile (not registered)") == {"Mobile", pseudonym("Mobile")}
    assert "Mobile" not in REGISTRY.identities_of("Mobile")


def test_no_two_labels_are_equal() -> None:
    rows = [("8", "A"), ("9", "8"), ("10", "8 (9)"), ("11", "8"), ("12", "A"), ("A (8)", "x")]
    registry = Registry({own_id: Application(own_id, name) for own_id, name in rows})
    labels = [registry.label(own_id) for own_id, _ in rows]

    assert len(set(labels)) == len(rows)
    for (own_id, _), label in zip(rows, labels, strict=True):
        assert own_id in registry.identities_of(label)
