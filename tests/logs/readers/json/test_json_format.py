from __future__ import annotations

import pytest

from tests.chunks import read_fast
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.log_format import NoRequestError


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hello", "no JSON object"),
        ("[1]", "no JSON object"),
        ('{"a":', "broken JSON"),
        ('{"a":1}{"a":2}', "broken JSON"),
        ("{" * 5, "broken JSON"),
        ('{"status":200}', "no time: it would be in time_iso8601, @timestamp, msec, .*"),
        ('{"time":"-","status":200}', "no time: it would be in .*"),
        ('{"time":"soon","status":200}', "the time does not exist"),
        ('{"time":12,"status":200}', "the time does not exist"),
        ('{"time":"2026-05-04T10:15:30Z"}', "no status: it would be in status, .*"),
        ('{"time":"2026-05-04T10:15:30Z","status":"ok"}', "the status is not a number"),
        ('{"log":"x\\n","stream":"stdout","time":"2026-05-04T10:15:30Z"}', "no status.*"),
    ],
)
def test_a_line_that_is_no_request_is_told_why(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=f"^{reason}$"):
        USUAL_NAMES.read_line(line)


def test_a_format_names_known_columns_only() -> None:
    with pytest.raises(ValueError, match="no such columns: duratoin_ms, target"):
        json_format("x", "{}", {"time": ["at"], "target": ["t"], "duratoin_ms": ["took:ms"]})


def test_the_first_of_equal_keys_counts() -> None:
    line = '{"time":"2026-05-04T10:15:30Z","status":200,"status":500}'

    assert USUAL_NAMES.read_line(line)["status"] == 200
    assert read_fast(USUAL_NAMES, line.encode(), {"status"}).requests["status"].to_list() == [200]


BAD = ["", "  ", "{", "[]", '{"started_at":NaN}', "error: x", '{"request":"GET /"}', "{}{}"]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("place", [0, 700, 1999])
def test_one_bad_line_costs_no_other_line_the_fast_path(bad: str, place: int) -> None:
    lines = [KONG.sample] * 2000
    lines[place] = bad
    data = "".join(f"{line}\n" for line in lines).encode()
    fast = read_fast(KONG, data, {"time", "line", "path"})

    assert len(fast.accepted) == 2000
    assert not fast.accepted[place]
    assert len(fast.numbers) >= 1800
    assert fast.requests["line"].to_list() == [number + 1 for number in fast.numbers]
