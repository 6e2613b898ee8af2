from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.report_sets import sample_set
from usagestats.cli.console.page_file import PageFile
from usagestats.errors import UsageError, UsageStatsError

NOW = datetime(2026, 6, 1, 12)  # noqa: DTZ001  (as the clocks show it)


def write(page: PageFile, content: bytes, logs: tuple[Path, ...] = ()) -> None:
    report = sample_set().find("traffic-by-all")
    assert report is not None
    page.write(content, report, logs)


def test_the_range_and_the_date_are_filled_in(tmp_path: Path) -> None:
    write(PageFile.of(str(tmp_path / "{range}-{date}.html"), NOW), b"page")

    assert [path.name for path in tmp_path.iterdir()] == ["2026-05-05..2026-05-09-2026-06-01.html"]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("report.csv", "a report is a page or a workbook"),
        ("report", "a report is a page or a workbook"),
        ("report-{account}.html", "one file for all, so that {account} has no value"),
        ("{today}.html", "unknown placeholder {today}"),
        ("no/such/folder.html", "no such folder"),
    ],
)
def test_a_name_that_no_page_can_have_is_refused(name: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=what):
        PageFile.of(str(tmp_path / name), NOW)


def test_a_log_is_not_replaced(tmp_path: Path) -> None:
    log = tmp_path / "access.html"
    log.write_text("a log")
    with pytest.raises(UsageError, match="is one of the logs to read"):
        PageFile.of(str(log), NOW).refuse_to_replace([log])
    with pytest.raises(UsageError, match="is one of the logs to read"):
        write(PageFile.of(str(log), NOW), b"page", (log,))

    assert log.read_text() == "a log"


def test_a_page_is_replaced_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    page = PageFile.of(str(target), NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(UsageStatsError, match="No space left"):
            write(page, b"new")
    assert (target.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)

    write(page, b"new")
    assert (target.read_text(), len(list(tmp_path.iterdir()))) == ("new", 1)


def test_a_terminal_cannot_show_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True, closed=False))
    with pytest.raises(UsageError, match="a terminal cannot show a page"):
        PageFile.of(None, NOW)


def test_a_name_says_whether_it_is_a_workbook() -> None:
    assert PageFile.of("report.XLSX", NOW).is_workbook
    assert not PageFile.of("report.htm", NOW).is_workbook


def test_each_part_has_a_file_of_its_own(tmp_path: Path) -> None:
    page = PageFile.of(str(tmp_path / "r-{account}-{range}.html"), NOW, "account")
    report = sample_set().find("traffic-by-all")
    assert report is not None

    written = [page.write(b"page", report, (), word) for word in ("Sky-Labs", "{date}")]

    assert written == [
        tmp_path / "r-Sky-Labs-2026-05-05..2026-05-09.html",
        tmp_path / "r-{date}-2026-05-05..2026-05-09.html",
    ]


@pytest.mark.parametrize("name", [None, "-", "report.html", "{account}/report.html", "{date}.xlsx"])
def test_several_files_need_several_names(name: str | None) -> None:
    with pytest.raises(UsageError, match=r"the name of the file needs \{account\}"):
        PageFile.of(name, NOW, "account")
