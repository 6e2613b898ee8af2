"""Downloads: each file is, byte for byte, the output of the command that its button names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import Command
from tests.browser.opened_page import OpenedPage


@pytest.mark.parametrize("sample", ["month", "hostile"])
def test_every_download_is_the_output_of_the_command_line(
    sample: str, request: pytest.FixtureRequest, opened: OpenedPage
) -> None:
    command: Command = request.getfixturevalue(sample)
    page = opened.open(request.getfixturevalue(f"{sample}_page"))
    buttons = {button.get_attribute("data-csv"): button for button in page.all("button[data-csv]")}

    assert len(buttons) >= 15
    for name, button in buttons.items():
        expected = command.csv(button.get_attribute("data-command") or "")
        assert page.download(button) == expected, name


def test_formulas_and_quotes_are_in_the_files(hostile: Command) -> None:
    applications = hostile.csv("top-apps --all").decode()

    assert "'=cmd|'" in applications
    assert '"a,b ""quoted"", \'c\'"' in applications


def test_without_a_way_to_unpack_a_note_stands_in_the_place_of_the_button(
    month_page: Path, opened: OpenedPage
) -> None:
    page = opened.open(month_page)
    page.js("delete window.DecompressionStream")
    button = page.one('button[data-csv="overview"]')
    page.js("arguments[0].click()", button)

    page.until(lambda: not page.all('button[data-csv="overview"]'))
    assert "too old for downloads" in page.one("#overview").text
