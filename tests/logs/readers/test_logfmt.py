from __future__ import annotations

import pytest

from usagestats.logs.readers.logfmt import logfmt_pairs


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
    assert logfmt_pairs(text) == pairs
