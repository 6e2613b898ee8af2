from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.mail_address import mail_address
from usagestats.catalog.mistakes import Mistake


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@b.example", ("", "a@b.example")),
        ("<a@b.example>", ("", "a@b.example")),
        ("Ann Bell <a@b.example>", ("Ann Bell", "a@b.example")),
        ('"Bell, Ann" <a@b.example>', ("Bell, Ann", "a@b.example")),
        ("Zoë <z@bücher.example>", ("Zoë", "z@xn--bcher-kva.example")),
        ("root@localhost", ("", "root@localhost")),
        ("a+b@[127.0.0.1]", ("", "a+b@[127.0.0.1]")),
    ],
)
def test_an_address_has_a_name_for_people_perhaps(text: str, expected: tuple[str, str]) -> None:
    actual = mail_address(text)

    assert (actual.display_name, actual.addr_spec) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "@b", "a@", "a b@c", "a@b c", "a@b>", "a@b.example.", "ü@b.example"),
        *("a@b, c@d", "A, B <a@b>", "group: a@b, c@d;", "group: a@b;, c@d", "nobody:;"),
        *("a@b\nBcc: c@d", "A\r\nBcc: c@d <a@b>", "a@b\x00", "\u202ea@b"),
        *(f"{'a' * 400}@b", f"a@{'b' * 400}.example"),
    ],
)
def test_no_other_text_is_an_address(text: str) -> None:
    with pytest.raises(Mistake, match="not an address"):
        mail_address(text)


@given(st.text())
def test_any_text_is_an_address_or_a_mistake(text: str) -> None:
    try:
        found = mail_address(text)
    except Mistake:
        return
    assert found.addr_spec.isascii()
    assert not {"\r", "\n"} & set(str(found))
