from __future__ import annotations

import pytest

from usagestats.logs.readers.pairs import LABELS, LOGFMT, PairGrammar


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", {}),
        ("no pairs = here", {}),
        ("at=info method=GET", {"at": "info", "method": "GET"}),
        ("dyno= bytes=5", {"dyno": "", "bytes": "5"}),
        ('desc="Request timeout" code=H12', {"desc": "Request timeout", "code": "H12"}),
        (r'path="/a\"b\\c"', {"path": '/a"b\\c'}),
        ("path=/a?b=c", {"path": "/a?b=c"}),
        ("status=200 status=500", {"status": "200"}),
        ("x.y-z=1 9=2", {"x.y-z": "1"}),
    ],
)
def test_pairs_of_a_line(text: str, pairs: dict[str, str]) -> None:
    assert LOGFMT.values(text) == pairs


def test_a_colon_may_assign_values_and_escapes_may_stay() -> None:
    grammar = PairGrammar(" ", ":", plain=str)
    assert grammar.values(r'a:"x\"y" b:5 c=7 d:') == {"a": r"x\"y", "b": "5", "d": ""}


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("a:b\tc: d:e \t\t", {"a": "b", "c": " d:e"}),
        ("a:b", None),  # one pair could be anything
        ("a:b\tc", None),
        ("a:b\ta:c", None),
    ],
)
def test_labels_between_tabs(text: str, pairs: dict[str, str] | None) -> None:
    assert LABELS.values(text) == pairs
