from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.render.delimited import to_csv
from usagestats.render.letters.alert_letter import (
    alerts_document,
    alerts_letter,
    alerts_summary,
)
from usagestats.render.notation import PLAIN
from usagestats.report import Report
from usagestats.reports.alerts import COLUMNS

MAY_4 = datetime(2026, 5, 4, 10, 15, tzinfo=UTC)
HOSTILE = '<script>alert("x")</script>\r\nBcc: evil@b.example'


def alerts(*names_and_levels: tuple[str, int]) -> Report:
    rows = [
        {
            "time": MAY_4 + number * timedelta(minutes=15),
            "application_id": str(number),
            "application": name,
            "account_id": None,
            "account": "Acme",
            "backend": None,
            "metric": "hits",
            "per": "day",
            "level": level,
            "current": 1234 * level // 100,
            "limit": 1234,
        }
        for number, (name, level) in enumerate(names_and_levels)
    ]
    texts = {key: pl.String() for key in ("account_id", "backend")}
    frame = pl.DataFrame(rows, schema_overrides=texts).select([one.key for one in COLUMNS])
    return Report("alerts", "Alerts", COLUMNS, frame, ZoneInfo("UTC"), notes=("a note",))


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (alerts(("Shop", 80)), "Shop reached 80 % of 1,234 hits per day"),
        (alerts(("Shop", 80), ("Shop", 100)), "2 alerts, 1 of 100 % or more: Shop"),
        (alerts(("A", 80), ("B", 50)), "2 alerts, 0 of 100 % or more: A, B"),
        (
            alerts(("A", 120), ("B", 300), ("C", 50), ("D", 50)),
            "4 alerts, 2 of 100 % or more: A, B and 2 more",
        ),
    ],
)
def test_one_line_sums_the_alerts_up(report: Report, expected: str) -> None:
    assert alerts_summary(report) == expected
    assert alerts_letter(report).subject == expected


def test_a_letter_has_the_rows_three_times() -> None:
    report = alerts(("Shop", 80), ("Zoë & Co", 100))
    letter = alerts_letter(report)

    assert "Zoë & Co" in letter.text
    assert "Zoë &amp; Co</td>" in letter.html
    assert letter.html.count("a note") == letter.text.count("a note") == 1
    (attachment,) = letter.attachments
    assert (attachment.name, attachment.type) == ("alerts.csv", "text/csv")
    assert attachment.content.decode() == to_csv(report, PLAIN)
    assert letter.pictures == ()


def test_of_many_alerts_the_first_are_shown_and_all_attached() -> None:
    letter = alerts_letter(alerts(*(("x" * 10_000, 50) for _ in range(500))))

    assert len(letter.html) < 100_000
    assert letter.html.count('<tr valign="top">') == 1 + 100 + 1  # header, rows, others
    assert "The first 100 are below, all of them in the file alerts.csv." in letter.text
    rows = list(csv.reader(io.StringIO(letter.attachments[0].content.decode())))
    assert len(rows) == 501


def test_a_hostile_name_stays_text() -> None:
    letter = alerts_letter(alerts((HOSTILE, 80)))

    assert "<script" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "\r" not in letter.text + letter.subject


def test_a_program_gets_the_json_of_the_command_below_one_line() -> None:
    document = json.loads(alerts_document(alerts(("Shop", 80))))

    assert list(document) == ["text", "meta", "rows"]
    assert document["text"] == "Shop reached 80 % of 1,234 hits per day"
    assert document["meta"]["report"] == "alerts"
    assert document["rows"] == [
        {
            "time": "2026-05-04T10:15:00+00:00",
            "application_id": "0",
            "application": "Shop",
            "account_id": None,
            "account": "Acme",
            "backend": None,
            "metric": "hits",
            "per": "day",
            "level": 80,
            "current": 987,
            "limit": 1234,
        }
    ]
