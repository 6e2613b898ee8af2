"""Odd inputs: the page is right, and a section without data says why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.conftest import Command
from tests.browser.made_logs import MAY, write_catalog, write_log
from tests.browser.opened_page import OpenedPage

PLAIN = '203.0.113.1 - - [{time} +0000] "GET /a HTTP/1.1" 200 5 "-" "t"\n'
EMPTY = ("traffic", "averages", "codes", "applications", "latency")
SECTIONS = [
    "overview",
    "traffic",
    "averages",
    "applications",
    "codes",
    "latency",
    "alerts",
    "errors",
]


def written(folder: Path, times: list[str]) -> None:
    lines = "".join(PLAIN.format(time=one) for one in times)
    folder.joinpath("access.log").write_text(lines, encoding="utf-8")


def sections(page: OpenedPage) -> dict[str, str]:
    return {
        name: " ".join(one.text for one in page.all(f"#{name} .empty") if one.is_displayed())
        for name in SECTIONS
    }


def checked(page: OpenedPage) -> OpenedPage:
    """Make sure that a page is whole, whatever the input."""
    assert [one.get_attribute("id") for one in page.all("main > section")] == [*SECTIONS, "quality"]
    assert page.noise() == []
    text = page.one("body").text
    for wrong in ("None", "NaN", "null", "undefined", "Infinity"):
        assert wrong not in text
    assert page.js("return document.documentElement.scrollWidth <= innerWidth")
    return page


def test_without_durations_applications_and_catalog(tmp_path: Path, opened: OpenedPage) -> None:
    written(tmp_path, [f"{day:02}/May/2026:10:00:00" for day in range(1, 5)])
    page = checked(opened.open(Command(tmp_path, "2026-05").page()))
    empty = sections(page)

    assert not page.all(".chart[data-csv^='latency']")
    assert empty["latency"]
    assert empty["alerts"]
    assert not empty["traffic"]


def test_an_empty_range_and_an_empty_log(tmp_path: Path, opened: OpenedPage) -> None:
    written(tmp_path, ["01/May/2026:10:00:00"])
    of_other_month = checked(opened.open(Command(tmp_path, "2026-01").page()))
    assert all(sections(of_other_month)[name] for name in EMPTY)
    assert "no log covers the range" in of_other_month.one("#quality").text

    written(tmp_path, [])
    nothing = checked(opened.open(Command(tmp_path, "2026-05").page("empty.html")))
    assert all(sections(nothing)[name] for name in EMPTY)


def test_one_hour_and_one_application(tmp_path: Path, opened: OpenedPage) -> None:
    write_catalog(tmp_path, ["Only one"])
    write_log(tmp_path / "access.log", MAY, 1, 1, 200)
    page = checked(opened.open(Command(tmp_path, "2026-05-01T12:00..2026-05-01T13:00").page()))

    assert page.all("#apps tbody tr")[0].text.startswith("1 Only one")
    assert not sections(page)["traffic"]


def test_holes_and_partial_periods_are_grey_and_faded(tmp_path: Path, opened: OpenedPage) -> None:
    for day, time in (("01", "00:00:00"), ("02", "10:00:00"), ("05", "10:00:00")):
        folder = tmp_path / "access.log"
        folder.mkdir(exist_ok=True)
        line = PLAIN.format(time=f"{day}/May/2026:{time}")
        folder.joinpath(f"api-2026-05-{day}.log").write_text(line, encoding="utf-8")
    page = checked(opened.open(Command(tmp_path, "2026-05-01..2026-05-05").page()))
    chart = page.chart("traffic-by-day")
    drawn = dict(reversed(page.marks(chart)))

    assert drawn["nolog"].count("M") == 2
    assert any(name.endswith(" part") for name in drawn)
    legend = page.one("#traffic .view[data-by=day] .legend").get_attribute("textContent") or ""
    assert "no log" in legend
    assert "covered only in part" in legend
    assert "no log between" in page.one("#quality").text


def test_sixty_methods_are_the_five_largest_and_others(tmp_path: Path, opened: OpenedPage) -> None:
    methods = ", ".join(f'"m{number}"' for number in range(60))
    rules = "".join(
        f'{{ http_method = "GET", pattern = "/m{number}/", metric = "m{number}" }},\n'
        for number in range(60)
    )
    catalog = (
        f'timezone = "UTC"\n[[products]]\nname = "api"\nmethods = [{methods}]\nrules = [{rules}]\n'
    )
    (tmp_path / "usagestats.toml").write_text(catalog, encoding="utf-8")
    lines = [
        PLAIN.format(time=f"0{1 + number % 3}/May/2026:10:00:{number % 60:02}").replace(
            "/a ", f"/m{number}/ "
        )
        for number in range(60)
        for _ in range(1 + number)
    ]
    (tmp_path / "access.log").write_text("".join(lines), encoding="utf-8")
    page = checked(opened.open(Command(tmp_path, "2026-05-01..2026-05-03").page(), 390))
    keys = page.all("#traffic .view[data-by=day] .key[aria-pressed]")
    names = [(one.get_attribute("textContent") or "").strip() for one in keys]

    assert sorted(names[:-1]) == ["m55", "m56", "m57", "m58", "m59"]
    assert "other" in names[-1].lower()


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-30", 24)]
)
def test_a_day_has_the_hours_that_the_clocks_give_it(
    day: str, hours: int, tmp_path: Path, opened: OpenedPage
) -> None:
    write_catalog(tmp_path, ["One", "Two"], zone="Europe/Athens")
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    write_log(tmp_path / "access.log", begin.replace(day=begin.day - 1), 3, 2, 400)
    command = Command(tmp_path, day, now="2026-12-01T00:00:00+00:00")
    page = checked(opened.open(command.page()))
    chart = page.chart("traffic-by-hour")
    page.choose_width("traffic", "hour")
    page.until(lambda: page.marks(chart))

    assert chart.get_attribute("data-count") == str(hours)
    assert page.one("header").text.count("Europe/Athens") == 1
