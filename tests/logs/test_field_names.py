from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from usagestats.logs.field_names import field_names
from usagestats.logs.files.sources import Source

if TYPE_CHECKING:
    from pathlib import Path

NCSA = '203.0.113.1 - - [06/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f'{NCSA} x_forwarded_for="203.0.113.9" azp=a\n{NCSA} azp=b\n',
            {"azp": 2, "x_forwarded_for": 1},
        ),
        (
            '{"time":"2026-05-06T10:00:00Z","method":"GET","path":"/a","status":200,"h":{"X-Key":"k"}}\n',
            {"time": 1, "method": 1, "path": 1, "status": 1, "h.X-Key": 1},
        ),
        (f"{NCSA}\nno request\n\n", {}),
        ("nothing that is known\n" * 3, {}),
        ("", {}),
    ],
)
def test_names_are_those_in_the_lines(text: str, expected: dict[str, int], tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(text)

    assert field_names([Source("access.log", log)], None) == Counter(expected)


def test_headers_and_the_lines_after_them_are_read(tmp_path: Path) -> None:
    log = tmp_path / "u_ex.log"
    fields = "#Fields: date time cs-method cs-uri-stem sc-status"
    line = "2026-05-06 10:00:00 GET /a 200 k\n"
    log.write_text(f"{fields} cs(X-Key)\n{line}{fields} cs(X-Other)\n{line}")

    assert field_names([Source("u_ex.log", log)], None) == {"cs(X-Key)": 1, "cs(X-Other)": 1}


def test_a_pipe_is_not_read_twice() -> None:
    assert field_names([Source("standard input", None)], None) is None


def test_a_file_that_is_gone_has_no_names(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(NCSA)
    source = Source("access.log", log)
    log.unlink()

    assert field_names([source], None) is None
