from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usagestats.periods.zone_names import zone_hint

SUMMER = datetime(2026, 7, 1, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "now", "start"),
    [
        ("CEST", SUMMER, "zones with CEST now: Europe/Berlin, Europe/Paris, Europe/Madrid, "),
        ("cest", SUMMER, "zones with CEST now: Europe/Berlin, "),
        ("CEST", WINTER, "zones with CEST at another time of the year: Europe/Berlin, "),
        ("EEST", SUMMER, "zones with EEST now: Europe/Athens, "),
        ("PDT", SUMMER, "zones with PDT now: America/Los_Angeles, "),
        ("IST", SUMMER, "zones with IST now: Europe/Dublin, Asia/Kolkata, "),
        ("BST", None, "zones with BST in summer or winter: Europe/London, "),
        ("utc", SUMMER, "did you mean 'UTC'?"),
        ("Europe/Athen", SUMMER, "did you mean 'Europe/Athens'?"),
        ("", SUMMER, "write one like Europe/Athens"),
        ("somewhere", None, "write one like Europe/Athens"),
    ],
)
def test_a_hint_names_the_zones_with_an_abbreviation(
    name: str, now: datetime | None, start: str
) -> None:
    assert zone_hint(name, now).startswith(start)


def test_only_a_handful_of_zones_is_listed() -> None:
    (line,) = zone_hint("CEST", SUMMER).split("\n")
    names, _, further = line.partition(" and ")

    assert len(names.split(", ")) == 5
    assert further.endswith(" more")


def test_another_meaning_in_another_season_stands_in_a_second_line() -> None:
    assert (
        zone_hint("PST", SUMMER)
        .split("\n")[1]
        .startswith("zones with PST at another time of the year: America/Los_Angeles, ")
    )
