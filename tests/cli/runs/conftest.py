from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer
from typer.main import get_command

if TYPE_CHECKING:
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
