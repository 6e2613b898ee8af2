"""The end of lines of the NCSA family."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.extras import extra_columns, seconds


@pytest.mark.parametrize(
    ("after", "user_agent", "duration_ms", "fields"),
    [
        ("", None, None, {}),
        (' "-" "-"', None, None, {}),
        (' "http://a" "curl \\"8\\""', 'curl "8"', None, {}),
        (' "-" "a" 0.034', "a", 34.0, {}),
        (' "-" "a" 200 0.001 1.250', "a", 1.0, {}),
        (' "-" "a" rt=1.500 uct="0.001"', "a", 1500.0, {"rt": "1.500", "uct": "0.001"}),
        (' "-" "a" 0.5 12.3456', "a", None, {}),
        (' "-" "took 0.034" 5', "took 0.034", None, {}),
        (' "-" "a" key="x \\"y" key=z other: w none=-', "a", None, {"key": 'x "y', "other": "w"}),
    ],
)
def test_agent_time_and_named_fields_are_found(
    after: str, user_agent: str | None, duration_ms: float | None, fields: dict[str, str]
) -> None:
    assert extra_columns(after) == {
        "user_agent": user_agent,
        "duration_ms": duration_ms,
        "fields": fields,
    }


def test_seconds_are_exact_after_rounding() -> None:
    assert [seconds(text) for text in ("0.001", "1.005", "4.035")] == [1.0, 1005.0, 4035.0]
