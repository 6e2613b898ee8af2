from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.report_sets import Asked, requests_each, sample_set, set_of_lines
from usagestats.render.page.view import view_of
from usagestats.reports.parts.filters import Filters

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def test_every_section_without_data_has_one_sentence() -> None:
    empty = view_of(set_of_lines([])).empty

    assert set(empty) == {
        *(
            "overview",
            "traffic",
            "averages",
            "applications",
            "codes",
            "latency",
            "alerts",
            "errors",
        ),
    }
    assert all(text.endswith((".", "both")) for text in empty.values())


def test_logs_without_durations_have_no_latency() -> None:
    view = view_of(set_of_lines(requests_each(MAY, timedelta(minutes=30), 100)))

    assert view.empty["latency"] == "The logs have no duration of any of these requests."
    assert set(view.empty) == {"latency", "alerts", "errors"}
    assert view.empty["alerts"].startswith("No limits to compare with")


def test_half_an_hour_has_no_means() -> None:
    view = view_of(set_of_lines(requests_each(MAY, timedelta(minutes=1), 3)))

    assert (
        view.empty["averages"] == "No day and no hour is covered in full by the range and the logs."
    )
    assert (view.averages, view.heat_map) == ((), None)


def test_errors_that_filters_cannot_choose_are_not_shown() -> None:
    lines = requests_each(MAY, timedelta(minutes=30), 100)
    view = view_of(set_of_lines(lines, Asked(filters=Filters(statuses=("2xx",)))))

    assert view.errors is None
    reason = "Integration errors are counted for whole products only, not for status 2xx."
    assert view.empty["errors"] == reason


def test_a_range_without_a_log_says_so_in_each_section() -> None:
    lines = requests_each(MAY, timedelta(minutes=30), 100)
    view = view_of(set_of_lines(lines, Asked("2031-05")))

    for section in ("traffic", "applications", "codes", "latency", "errors"):
        assert view.empty[section].startswith("No requests: no log covers the range"), section


def test_a_hostile_name_in_a_reason_is_made_visible() -> None:
    lines = requests_each(MAY, timedelta(minutes=30), 3)
    view = view_of(set_of_lines(lines, Asked(filters=Filters(accounts=("a\u202eb",)))))

    assert view.empty["errors"].endswith("not for account a\\u202eb.")


def test_the_sample_logs_fill_all_sections() -> None:
    view = view_of(sample_set())

    assert set(view.empty) == {"alerts"}
    assert view.errors is not None
    assert [heading.text for heading in view.errors.headings] == [
        *("Code", "Meaning", "Requests", "First", "Last"),
    ]
    assert view.span == "5 – 9 May 2026"


def test_hostile_texts_can_be_seen() -> None:
    view = view_of(replace(sample_set(), title="a\u202eb", filters=("account \x00",)))

    assert (view.title, view.filters) == (r"a\u202eb", (r"account \x00",))
