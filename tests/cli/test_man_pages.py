from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from usagestats.cli.command_list import COMMANDS
from usagestats.cli.man_pages import man_pages, write_pages
from usagestats.cli.options.examples import EXAMPLES

PAGES = dict(man_pages())


def plain(page: str) -> str:
    return page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")


def test_there_is_a_page_for_the_program_and_for_each_command() -> None:
    assert set(PAGES) == {f"usagestats {path}".strip().replace(" ", "-") for path in EXAMPLES}
    assert set(COMMANDS) <= {name.removeprefix("usagestats-") for name in PAGES}


def test_a_page_has_the_texts_of_the_help() -> None:
    page = plain(PAGES["usagestats-traffic"])

    assert "usagestats-traffic - Show requests and usage by hour, day, week or month\n" in page
    assert ".SS Time\n.TP\n.B --range RANGE\nRange: today, " in page
    assert ".B -o, --output FILE\n" in page
    assert "    usagestats traffic access.log --by hour --range 24h\n" in page


def test_the_page_of_the_program_has_commands_variables_and_files() -> None:
    page = plain(PAGES["usagestats"])

    assert re.findall(r"\.SH (.*)", page) == [
        *("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT", "FILES"),
        *("EXAMPLES", "EXIT STATUS", "SEE ALSO"),
    ]
    assert ".B usagestats-top-apps(1)\nRank the applications by their usage.\n" in page
    assert ".B USAGESTATS_LOG_TIMEZONE\nAs --log-timezone.\n" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_troff_takes(name: str, tmp_path: Path) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("there is no groff")
    path = tmp_path / name
    path.write_text(PAGES[name], encoding="ascii")

    done = subprocess.run([groff, "-man", "-ww", "-z", path], capture_output=True, check=True)

    assert done.stderr == b""


def test_the_pages_are_files(tmp_path: Path) -> None:
    write_pages(tmp_path / "made" / "man")

    written = {path.name for path in (tmp_path / "made" / "man").iterdir()}
    assert written == {f"{name}.1" for name in PAGES}
