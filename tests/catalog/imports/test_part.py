from __future__ import annotations

from collections.abc import Callable

import pytest

from usagestats.catalog.imports.part import Part
from usagestats.errors import UsageError


def part(value: object) -> Part:
    return Part(value, "", "made.yaml")


def test_every_step_makes_the_key_path_longer() -> None:
    document = part({"services": [{"routes": {"a": 1}}]})
    (service,) = document["services"].items()
    ((key, value),) = service["routes"].entries()

    assert (key, value.value, value.key_path) == ("a", 1, "services[0].routes.a")
    assert document["absent"]["below"].value is None
    assert document["absent"]["below"].key_path == "absent.below"


def test_a_missing_value_has_defaults() -> None:
    missing = part(None)

    assert not missing
    assert (missing.text("x"), missing.number(7), missing.flag(default=True)) == ("x", 7, True)
    assert (missing.texts(), missing.keys(), [*missing.items()]) == ([], [], [])


def test_what_is_false_or_empty_is_not_missing() -> None:
    assert part(value=False)
    assert part(0).number(7) == 0
    assert part(value=False).flag(default=True) is False


def test_numbers_and_single_texts_are_taken_as_texts() -> None:
    assert part(1.5).text() == "1.5"
    assert part("a").texts() == ["a"]
    assert part(["a", 2]).texts() == ["a", "2"]


@pytest.mark.parametrize(
    ("read", "value", "error"),
    [
        (Part.text, ["a"], "must be text, not a list"),
        (Part.text, True, "must be text, not true or false"),
        (Part.text, "\ud800", "must be sound text, not text"),
        (Part.required_text, " ", "must not be empty"),
        (lambda one: one.number(0), True, "must be a whole number, not true or false"),
        (lambda one: one.number(0), 1.5, "must be a whole number, not a number"),
        (Part.flag, 1, "must be true or false, not a number"),
        (lambda one: list(one.items()), {}, "must be a list, not a mapping"),
        (lambda one: list(one.items()), [None], "nothing is here"),
        (Part.keys, [], "must be a mapping, not a list"),
        (Part.keys, {1: 2}, "the name 1 is not text"),
    ],
)
def test_a_value_of_another_type_is_an_error(
    read: Callable[[Part], object], value: object, error: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read(part({"a": value})["a"])

    assert caught.value.what == error
    assert str(caught.value.where).startswith("made.yaml: a")
