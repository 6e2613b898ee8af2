from __future__ import annotations

from typing import Any

import pytest

from usagestats.catalog.imports.draft import Findings
from usagestats.catalog.imports.openapi.references import References
from usagestats.catalog.imports.part import Part

DOCUMENT: dict[str, Any] = {
    "a": {"$ref": "#/b"},
    "b": {"$ref": "#/c~1d/e~0f"},
    "c/d": {"e~f": {"get": {}}},
    "loop": {"$ref": "#/loop"},
    "gone": {"$ref": "#/nowhere/at/all"},
    "below text": {"$ref": "#/text/x"},
    "text": "x",
    "outside": {"$ref": "other.yaml#/x"},
}


def followed(key: str) -> tuple[Part | None, tuple[str, ...]]:
    document, findings = Part(DOCUMENT, "", "f"), Findings()
    target = References(document).target(document[key], findings)
    return target, findings.draft({}, []).unsupported


def test_references_are_followed_to_their_end() -> None:
    target, unsupported = followed("a")

    assert target is not None
    assert (target.value, target.key_path) == ({"get": {}}, "c/d.e~f")
    assert unsupported == ()


def test_a_part_without_a_reference_stands_for_itself() -> None:
    target, _ = followed("c/d")

    assert target is not None
    assert target.key_path == "c/d"


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("loop", "leads to itself"),
        ("gone", "there is no #/nowhere/at/all"),
        ("below text", "there is no #/text/x"),
        ("outside", "other.yaml#/x is another file; bundle the document into one"),
    ],
)
def test_a_reference_that_leads_nowhere_is_unsupported(key: str, why: str) -> None:
    assert followed(key) == (None, (f"{key}.$ref: {why}",))
