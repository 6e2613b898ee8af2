from __future__ import annotations

from tests.catalog.documents import FILE, errors_of


def test_all_mistakes_are_shown_at_once() -> None:
    actual = errors_of('timezone = "UTX"\nweek_start = "mon"\n[exclude]\nstatuses = ["x", "y"]')

    assert actual == [
        f"usagestats: {FILE}: timezone: no such time zone: 'UTX'",
        "  help: did you mean 'UTC'?",
        f"usagestats: {FILE}: week_start: cannot be 'mon'",
        "  help: did you mean 'monday'?",
        f"usagestats: {FILE}: exclude.statuses[0]: no status: 'x'",
        "  help: write one such as 404 or 4xx",
        f"usagestats: {FILE}: exclude.statuses[1]: no status: 'y'",
        "  help: write one such as 404 or 4xx",
    ]


def test_very_many_mistakes_are_counted() -> None:
    actual = errors_of("[exclude]\nuser_agents = [" + '"", ' * 1050 + "]")

    assert len(actual) == 21
    assert actual[-1] == "usagestats: and 1,030 more"
