from __future__ import annotations

from tests.report_sets import sample_set
from usagestats.choices import Granularity


def test_a_report_is_found_by_its_name() -> None:
    reports = sample_set()
    found = reports.find("top-apps")

    assert found is not None
    assert found.name == "top-apps"
    assert reports.find("bottom-apps") is None


def test_the_reports_of_a_name_are_found_by_the_width_of_their_periods() -> None:
    found = sample_set().by_width("traffic")

    assert list(found) == [Granularity.HOUR, Granularity.DAY, Granularity.WEEK, Granularity.MONTH]
    assert all(report.granularity is width for width, report in found.items())
