"""The browser and the pages: Debian's Chromium reads files that the command has written."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.browser.made_logs import HOSTILE, MAY, NOW, write_catalog, write_log
from tests.browser.opened_page import OpenedPage, chromium
from tests.case import COMMAND, ENVIRONMENT
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from selenium.webdriver import Chrome


class Command:
    """Runs the installed command in a folder with logs and a catalog."""

    def __init__(self, folder: Path, span: str, now: str = NOW) -> None:
        self.folder = folder
        self.span = span
        self.printed: dict[str, bytes] = {}
        self.environment = ENVIRONMENT | {"USAGESTATS_NOW": now, "HOME": str(folder)}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(COMMAND), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, check=False
        )

    def csv(self, arguments: str) -> bytes:
        """Return what a report prints as CSV; each is run once."""
        if arguments not in self.printed:
            self.printed[arguments] = self._csv(arguments)
        return self.printed[arguments]

    def _csv(self, arguments: str) -> bytes:
        command = [*arguments.split(), "access.log", "--range", self.span, "--format", "csv"]
        done = self.run(*command)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def page(self, name: str = "report.html", *options: str) -> Path:
        """Write the page."""
        span = ["--range", self.span] if self.span else []
        done = self.run("report", "access.log", *span, "-o", name, *options)
        assert done.returncode == 0, done.stderr.decode()
        return self.folder / name


@pytest.fixture(scope="session")
def browser() -> Iterator[Chrome]:
    missing = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with chromium() as found:
        yield found


def made(
    folder: Path, names: list[str], start: datetime, days: int, per_day: int, *, limit: int = 20
) -> None:
    write_catalog(folder, names, limit=limit)
    write_log(folder / "access.log", start, days, len(names), per_day)


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return the month sample: May, 33 applications, April before it."""
    folder = tmp_path_factory.mktemp("month")
    names = [f"App {number}" for number in range(33)]
    made(folder, names, MAY.replace(month=4), 61, 300)
    return Command(folder, "2026-05")


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return a year of 400 applications."""
    folder = tmp_path_factory.mktemp("year")
    names = [f"Application of customer {number}" for number in range(400)]
    made(folder, names, MAY.replace(year=2025, month=1), 365, 400, limit=60)
    return Command(folder, "2025")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return ten days of applications with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    made(folder, list(HOSTILE), MAY, 10, 100, limit=5)
    return Command(folder, "2026-05-01..2026-05-10")


@pytest.fixture(scope="session")
def page_of() -> Callable[[Command], Path]:
    """Return a function that writes the page of some logs, once."""

    @cache
    def written(command: Command) -> Path:
        return command.page()

    return written


@pytest.fixture(scope="session")
def month_page(month: Command, page_of: Callable[[Command], Path]) -> Path:
    return page_of(month)


@pytest.fixture(scope="session")
def year_page(year: Command, page_of: Callable[[Command], Path]) -> Path:
    return page_of(year)


@pytest.fixture(scope="session")
def hostile_page(hostile: Command, page_of: Callable[[Command], Path]) -> Path:
    return page_of(hostile)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder of screenshots, to be looked at."""
    folder = PROJECT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def opened(browser: Chrome) -> Iterator[OpenedPage]:
    """Return a page opener; afterwards no page may have spoken to a network or the console."""
    page = OpenedPage(browser)
    yield page
    page.close()
