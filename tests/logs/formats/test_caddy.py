from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, cells, each
from usagestats.logs.formats.caddy import CADDY
from usagestats.logs.readers.log_format import OtherRecordError

LINES: Lines = [
    (
        "a header with a list of values",
        '{"ts":1777889730,"logger":"http.log.access.log0","status":0,"duration":"1.2ms",'
        '"request":{"headers":{"User-Agent":["curl/8"]}}}',
        {"user_agent": "curl/8", "duration_ms": 1.2, "status": None},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(CADDY, line, expected) == expected


def test_a_record_of_another_logger_is_of_another_kind() -> None:
    with pytest.raises(OtherRecordError):
        CADDY.read_line('{"ts":1777889730,"logger":"tls","msg":"cleaning storage unit"}')
