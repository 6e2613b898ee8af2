from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import typer
from typer.main import get_command

from tests.delivery.mail_servers import Inbox, mail_server
from tests.delivery.places import Place
from tests.delivery.web_servers import Hook, web_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE = '203.0.113.9 - - [{time}] "GET {path} HTTP/1.1" {status} 17\n'


def request_line(minute: int, path: str = "/items", status: int = 200) -> str:
    """Make the line of a request, some minutes after ten o'clock."""
    time = f"04/May/2026:10:{minute:02}:00 +0000"
    return LINE.format(time=time, path=path, status=status)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of three requests, the last of which failed, and a line that is none."""
    path = tmp_path / "access.log"
    requests = (request_line(0), request_line(1), request_line(20, status=503))
    path.write_text("".join((*requests, "no request\n")))
    return path


@pytest.fixture
def context() -> typer.Context:
    """The context of a command whose help is one line."""
    app = typer.Typer(rich_markup_mode=None, add_completion=False)

    @app.command()
    def made() -> None:
        """Make a report."""

    return typer.Context(get_command(app), info_name="made")


@pytest.fixture
def place(tmp_path: Path, sample_logs: Path) -> Place:
    catalog = (sample_logs / "usagestats.toml").read_text(encoding="utf-8")
    small = catalog.replace("value = 60,", "value = 24,").replace("value = 1000,", "value = 45,")
    (tmp_path / "usagestats.toml").write_text(small, encoding="utf-8")
    shutil.copy(sample_logs / "applications.csv", tmp_path)
    (tmp_path / "logs").symlink_to(sample_logs / "gateway")
    return Place(tmp_path, {"XDG_DATA_HOME": str(tmp_path / "data")})


@pytest.fixture
def inbox(place: Place) -> Iterator[Inbox]:
    with mail_server() as found:
        place.declare(found)
        yield found


@pytest.fixture
def hook() -> Iterator[Hook]:
    with web_server() as found:
        yield found
