"""The SQL of docs/geography.md, on the export that the page shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb

from tests.case import Invocation
from tests.conftest import PROJECT
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = (PROJECT / "docs" / "geography.md").read_text(encoding="utf-8")
LOG = """\
198.51.100.7 - - [04/May/2026:10:15:30 +0000] "GET /a?user_key=k1 HTTP/1.1" 200 10 "-" "curl/8.1.2"
198.51.100.255 - - [04/May/2026:10:15:31 +0000] "GET /a?user_key=k2 HTTP/1.1" 404 10 "-" "curl/8.9"
203.0.113.5 - - [04/May/2026:10:15:32 +0000] "GET /a?user_key=k1 HTTP/1.1" 200 10 "-" "my-app"
203.0.114.5 - - [04/May/2026:10:15:33 +0000] "GET /a?user_key=k1 HTTP/1.1" 200 10 "-" "curl/7.1"
2001:db8::1 - - [04/May/2026:10:15:34 +0000] "GET /a?user_key=k1 HTTP/1.1" 200 10 "-" "-"
"""
COUNTRIES = """\
198.51.100.0,198.51.100.255,DE
203.0.113.0,203.0.113.255,GR
2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,SE
"""


def test_duckdb_answers_the_questions_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "access.log").write_text(LOG, encoding="utf-8")
    (tmp_path / "countries.csv").write_text(COUNTRIES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = re.search(r"--columns (\S+) --output (\S+)", PAGE)
    assert shown
    arguments = ["requests", "access.log", "--columns", shown[1], "--output", shown[2]]
    assert run_in_process(Invocation(arguments, folder=tmp_path)).exit == 0

    countries, software = re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)

    with duckdb.connect() as connection:
        assert connection.execute(countries).fetchall() == [
            ("DE", 2, 1),
            ("GR", 1, 0),
            (None, 1, 0),
        ]
        assert connection.execute(software).fetchall() == [
            ("curl", "8", 2, 2),
            ("curl", "7", 1, 1),
            ("my-app", "", 1, 1),
            (None, None, 1, 1),
        ]
