"""Budgets: size, time to be ready, one read; the same input gives the same bytes."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.browser.conftest import Command
from tests.browser.opened_page import OpenedPage

READY = """
const [entry] = performance.getEntriesByType('navigation');
return entry.domContentLoadedEventEnd;
"""
HOURS_DRAWN = """
const done = arguments[arguments.length - 1], begin = performance.now();
document.querySelector('input[name="traffic"][value="hour"]').click();
const look = () => document.querySelector('[data-csv="traffic-by-hour"] .marks path')
  ? done(performance.now() - begin) : requestAnimationFrame(look);
look();
"""


@pytest.mark.parametrize(
    ("sample", "kilobytes", "milliseconds"), [("month", 250, 500), ("year", 1000, 1000)]
)
def test_a_page_is_small_and_soon_ready(
    sample: str,
    kilobytes: int,
    milliseconds: int,
    opened: OpenedPage,
    request: pytest.FixtureRequest,
) -> None:
    path = request.getfixturevalue(f"{sample}_page")
    times = [opened.open(path).js(READY) for _ in range(3)]

    assert path.stat().st_size <= 1000 * kilobytes
    assert 0 < min(times) <= milliseconds


def test_the_hours_of_a_year_are_drawn_within_half_a_second(
    year_page: Path, opened: OpenedPage
) -> None:
    # the best of some, by the clock of the page: other programs and the driver take time, too
    times = [opened.open(year_page).browser.execute_async_script(HOURS_DRAWN) for _ in range(4)]

    assert 0 < min(times) <= 500


def test_the_same_input_gives_the_same_bytes(month: Command, month_page: Path) -> None:
    assert month.page("again.html").read_bytes() == month_page.read_bytes()


def _processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("sample", ["month", "year"])
def test_a_page_is_made_from_the_store_with_the_same_figures(
    sample: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    command: Command = request.getfixturevalue(sample)
    store = tmp_path / "store"
    assert command.run("ingest", "access.log", "--store", str(store)).returncode == 0
    begin = _processor_time()
    path = tmp_path / "from-store.html"
    span = ["--range", command.span]
    done = command.run("report", "--store", str(store), *span, "-o", str(path))
    took = _processor_time() - begin

    assert done.returncode == 0, done.stderr.decode()
    assert took <= {"month": 4, "year": 6}[sample]
    assert "Top applications" in path.read_text(encoding="utf-8")


NOTES_OPENS = """
import os, sys
def note(event, arguments):
    if event == "open" and str(arguments[0]).endswith("access.log"):
        with open(os.environ["OPENS"], "a") as file:
            file.write("opened\\n")
sys.addaudithook(note)
"""


def test_the_logs_are_opened_as_often_as_for_one_report(month: Command, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOTES_OPENS, encoding="utf-8")
    counts = {}
    for report in ("overview", "report"):
        notes = tmp_path / report
        watched = Command(month.folder, month.span)
        watched.environment |= {"PYTHONPATH": str(tmp_path), "OPENS": str(notes)}
        name = str(tmp_path / ("a.html" if report == "report" else "a.csv"))
        done = watched.run(report, "access.log", "--range", month.span, "-o", name)
        assert done.returncode == 0, done.stderr.decode()
        counts[report] = len(notes.read_text(encoding="utf-8").splitlines())

    assert 0 < counts["report"] == counts["overview"] <= 3


def test_a_file_that_cannot_be_replaced_stays(month: Command, tmp_path: Path) -> None:
    kept = tmp_path / "report.html"
    kept.write_text("old", encoding="utf-8")
    span = ["--range", month.span]
    done = month.run("report", "missing.log", *span, "-o", str(kept))

    assert done.returncode == 4
    assert kept.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
