from __future__ import annotations

import pytest

from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.wrapper import texts

TIME = "2025-12-31T17:37:40.493035218+01:00"


def test_whole_lines_and_others() -> None:
    found = CRI.unwrap(texts([f"{TIME} stdout F a  b ", "rubbish", f"{TIME} stderr F "]))

    assert found.text.to_list() == ["a  b ", "rubbish", ""]
    assert found.origins is None


def test_parts_are_joined_per_stream() -> None:
    lines = [
        *(f"{TIME} stdout P a", f"{TIME} stderr P x", f"{TIME} stdout P:tag b", "rubbish"),
        *(f"{TIME} stderr F y", f"{TIME} stdout F c", f"{TIME} stdout F d P"),
    ]
    found = CRI.unwrap(texts(lines))

    assert found.text.to_list() == ["abc", "xy", "rubbish", "d P"]
    assert found.origins is not None
    assert found.origins.to_list() == [0, 1, 3, 6]
    assert CRI.open_after(lines) == [True, True, True, True, True, False, False]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{TIME} stdout F x", True),
        (f"{TIME} stdout P ", True),
        (f"{TIME} stdin F x", False),
        ("2025-12-31 17:37:40 stdout F x", False),
    ],
)
def test_it_is_known_by_time_stream_and_tag(line: str, *, expected: bool) -> None:
    assert CRI.matches(line) == expected
