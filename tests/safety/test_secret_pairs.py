from __future__ import annotations

import pytest

from usagestats.safety.secret_pairs import masked_pairs


def hidden(text: str) -> str:
    return masked_pairs(text, lambda name: name == "n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"name":"n","value":"K"}', '{"name":"n","value":"***"}'),
        ('{"value":"K","name":"n"}', '{"value":"***","name":"n"}'),
        (
            '{"key":"n","a":1,"b":"x","value":{"c":"K"}}',
            '{"key":"n","a":1,"b":"x","value":{"c":"***"}}',
        ),
        (r"{\"name\":\"n\",\"value\":\"a\nK\"}", r"{\"name\":\"n\",\"value\":\"***\"}"),
        ('["n","n","n","K"]', '["n","***","n","***"]'),
        ("<x:n a='1'>K</x:n>", "<x:n a='1'>***</x:n>"),
        ("&lt;n&gt;K&lt;/n&gt;", "&lt;n&gt;***&lt;/n&gt;"),
        ('name="n"; filename="f"\r\n\r\nK\r\n--', 'name="n"; filename="f"\r\n\r\n***\r\n--'),
        ('s:1:"n";s:1:"K";', 's:1:"n";s:1:"***";'),
    ],
)
def test_a_value_is_masked_and_the_notation_stays(text: str, expected: str) -> None:
    assert hidden(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "n", '"n"', '["n"]', "<n></n>", "<n>K", '{"name":"m","value":"K"}', '["m","K","n"]'],
)
def test_other_names_and_what_is_no_pair_stay(text: str) -> None:
    assert hidden(text) == text
