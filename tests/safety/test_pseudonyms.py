from __future__ import annotations

from hashlib import sha256

import pytest

from usagestats.safety.pseudonyms import pseudonym, shown_name, shown_user

HIDDEN = "s3cr3t"


def test_a_pseudonym_is_the_beginning_of_the_hash() -> None:
    actual = pseudonym(HIDDEN)

    assert "key:" + sha256(b"s3cr3t").hexdigest()[:12] == actual


def test_the_password_behind_a_remote_user_is_not_shown() -> None:
    names = "bob", "bob:s3cr3t"

    assert [shown_user(name) for name in names] == ["bob", pseudonym("bob:s3cr3t")]
    assert shown_name("urn:app:7") == "urn:app:7"


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        ("", "key:e3b0c44298fc"),
        ("s3cr3t", "key:4e738ca5563c"),
        ("κλειδί", "key:" + sha256("κλειδί".encode()).hexdigest()[:12]),
        ("\udcff", "key:" + sha256(b"\xed\xb3\xbf").hexdigest()[:12]),
    ],
)
def test_a_pseudonym_is_stable(credential: str, expected: str) -> None:
    actual = pseudonym(credential)

    assert expected == actual
