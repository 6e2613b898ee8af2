from __future__ import annotations

import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.safety.secrets import pseudonym

SHOP = Application("7", "Shop", account="Acme", plan="basic")
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
