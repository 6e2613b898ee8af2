"""Where the values of secret names end."""

from __future__ import annotations

import pytest

from usagestats.safety.secret_values import MASK, masked_value, value_of_code


@pytest.mark.parametrize(
    ("text", "is_json", "shown", "rest"),
    [
        ("a&b=1", False, MASK, "&b=1"),
        ("a} x", False, MASK, "} x"),
        ("a, x", False, MASK, ", x"),
        ("a,b", False, MASK, ""),
        ("Bearer a b", False, f"Bearer {MASK}", " b"),
        ("12,", True, MASK, ","),
        ("null}", True, "", "null}"),
        ('"a b",', True, f'"{MASK}', '",'),
        ('"a"b",', True, f'"{MASK}', '",'),
        ('"a', True, f'"{MASK}', ""),
        ('"",', True, '"', '",'),
        (r"\"a\"}", True, rf"\"{MASK}", r"\"}"),
        ("'a b' x", False, f"'{MASK}", "' x"),
        ("%22a%22%7D", False, f"%22{MASK}", "%22%7D"),
        ('["a",{"b":"c","d":[1,null]}],', True, f'["{MASK}",{{"b":"{MASK}","d":[{MASK},null]}}]', ","),
        ('["a"', True, f'["{MASK}"', ""),
        ("[a]b c", False, MASK, " c"),
        ("", False, "", ""),
    ],
)  # fmt: skip
def test_a_value_is_masked_up_to_its_end(
    text: str, *, is_json: bool, shown: str, rest: str
) -> None:
    found, end = masked_value(f"x={text}", 2, is_json=is_json)

    assert (found, f"x={text}"[end:]) == (shown, rest)


@pytest.mark.parametrize(
    ("text", "is_json", "is_masked"),
    [
        ("404", True, False),
        ("GR", False, False),
        ('"NOT_FOUND"', True, False),
        ("NOT_FOUND", False, True),
        ("4/0AX", False, True),
        ('"1234"', True, True),
    ],
)
def test_a_code_is_masked_if_it_may_be_one_of_an_authorization(
    text: str, *, is_json: bool, is_masked: bool
) -> None:
    shown, _ = value_of_code(text, 0, is_json=is_json)

    assert (MASK in shown) is is_masked
