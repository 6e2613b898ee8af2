"""`report --for-each`: a file for each customer has nothing of any other customer."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from base64 import b64decode
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.case import ENVIRONMENT, Invocation, Outcome
from tests.delivery.mail_servers import catalog_lines
from tests.same_process import run_in_process

RANGE = "2026-05-05..2026-05-09"
KINDS = ("account", "application")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_logs: Path) -> Path:
    path = tmp_path_factory.mktemp("each")
    catalog = (sample_logs / "usagestats.toml").read_text(encoding="utf-8")
    small = catalog.replace("value = 60,", "value = 24,").replace("value = 1000,", "value = 45,")
    (path / "usagestats.toml").write_text(small + catalog_lines(1), encoding="utf-8")
    (path / "applications.csv").write_bytes((sample_logs / "applications.csv").read_bytes())
    (path / "logs").symlink_to(sample_logs / "gateway")
    return path


def run(folder: Path, *arguments: str) -> Outcome:
    return run_in_process(Invocation(list(arguments), folder, ENVIRONMENT))


@pytest.fixture(scope="module", params=KINDS)
def made(request: pytest.FixtureRequest, folder: Path) -> dict[str, list[Path]]:
    """Return the files of each account or application: a page, a message and a workbook."""
    kind = request.param
    for suffix, more in (("html", ("--email", "ann@b.example", "--dry-run")), ("xlsx", ())):
        outcome = run(
            folder,
            *("report", "logs", "--range", RANGE, "--for-each", kind, *more),
            *("-o", f"{kind}-{{{kind}}}.{suffix}"),
        )
        assert outcome == Outcome("", "", 0)
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"{kind}-*")):
        found.setdefault(path.stem.removeprefix(f"{kind}-"), []).append(path)
    return found


def data_of(page: str) -> dict[str, str]:
    """Return the CSVs that a page carries."""
    packed = re.search(r'id="data">([^<]*)<', page)
    assert packed
    return dict(json.loads(gzip.decompress(b64decode(packed[1]))))


def texts_of(path: Path) -> list[str]:
    """Return everything that a file says, with all that is packed in it."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    if path.suffix == ".html":
        page = content.decode()
        return [page, *data_of(page).values()]
    message = message_from_bytes(content, policy=default)
    texts = [str(message.items())]
    for part in message.walk():
        if part.get_content_maintype() == "text":
            text = part.get_payload(decode=True).decode()  # type: ignore[union-attr]
            texts += [text, *(data_of(text).values() if 'id="data"' in text else ())]
    return texts


def column(folder: Path, name: str) -> dict[str, str]:
    """Return the values of a column of applications.csv, by the names of the applications."""
    with (folder / "applications.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row[name] for row in csv.DictReader(file)}


def test_there_is_a_page_a_message_and_a_workbook_for_each(made: dict[str, list[Path]]) -> None:
    assert {"Sky-Labs", "Civic-Tech-Ltd"} <= made.keys() or {"Weather-Widget"} <= made.keys()
    assert {tuple(path.suffix for path in paths) for paths in made.values()} == {
        (".eml", ".html", ".xlsx")
    }


def test_no_file_has_the_name_of_anybody_else(made: dict[str, list[Path]], folder: Path) -> None:
    accounts = column(folder, "account")
    strangers = set(re.findall(r"key:[0-9a-f]{12}", "".join(_whole(folder).values())))
    for word, paths in made.items():
        own = {name for pair in accounts.items() for name in pair if word in _words(pair)}
        others = {*accounts, *accounts.values()} - own
        others |= {one for one in strangers if one.replace(":", "-") != word}
        for path in paths:
            text = "\n".join(texts_of(path))
            assert [name for name in others if name in text] == [], path.name
            assert word in text.replace(" ", "-").replace(":", "-")


def _words(pair: tuple[str, str]) -> set[str]:
    """Return the words of an application and its account, if one of them is whose file it is."""
    return {name.replace(" ", "-") for name in pair}


def _whole(folder: Path) -> dict[str, str]:
    """Return the CSVs of the page about everybody."""
    run(folder, "report", "logs", "--range", RANGE, "-o", "whole.html")
    return data_of((folder / "whole.html").read_text(encoding="utf-8"))


def test_no_file_has_a_figure_of_everybody(made: dict[str, list[Path]], folder: Path) -> None:
    traffic = csv.DictReader(io.StringIO(_whole(folder)["traffic-by-day"]))
    days = list(traffic)
    totals = {row["requests"] for row in days if int(row["requests"] or 0) > 100}
    sums = {str(sum(int(row[key] or 0) for row in days)) for key in ("requests", "hits")}
    lines = sum(len(path.read_bytes().splitlines()) for path in (folder / "logs").glob("*"))
    assert len(totals) > 2
    for paths in made.values():
        for path in paths:
            for text in texts_of(path):
                if text.startswith("<!DOCTYPE") or path.suffix == ".xlsx":
                    continue  # coordinates and styles; its figures are in the data
                numbers = set(re.findall(r"[0-9]+", text.replace(",", "")))
                shown = set(re.findall(r"\b[0-9]{1,3}(?:,[0-9]{3})+\b|\b[0-9]+\b", text))
                assert not (numbers | shown) & (sums | {str(lines)}), path.name


def test_the_workbook_has_only_own_figures(made: dict[str, list[Path]], folder: Path) -> None:
    import openpyxl  # noqa: PLC0415

    whole = _whole(folder)
    every = list(csv.DictReader(io.StringIO(whole["traffic-by-day"])))
    sums = {sum(int(row[key] or 0) for row in every) for key in ("requests", "hits", "metadata")}
    for paths in made.values():
        book = openpyxl.load_workbook(paths[-1])
        assert book.sheetnames[0] == "about"
        assert "traffic-by-day" in book.sheetnames
        assert "integration-errors" not in book.sheetnames
        cells = {
            cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
        }
        assert not cells & sums
        assert not any("lines" in str(value) for value in cells)


def test_no_file_has_a_path_of_a_log(made: dict[str, list[Path]]) -> None:
    for paths in made.values():
        for path in paths:
            text = "\n".join(texts_of(path))
            assert "api-2026" not in text, path.name


def test_the_figures_of_all_accounts_are_those_of_the_option(folder: Path) -> None:
    run(
        folder,
        *("report", "logs", "--range", RANGE, "--for-each", "account"),
        "-o",
        "a-{account}.html",
    )
    run(folder, *("report", "logs", "--range", RANGE, "--account", "Sky Labs"), "-o", "option.html")

    own = data_of((folder / "a-Sky-Labs.html").read_text(encoding="utf-8"))
    option = data_of((folder / "option.html").read_text(encoding="utf-8"))
    assert own == option


def test_a_product_has_the_page_of_the_option(folder: Path) -> None:
    run(
        folder,
        *("report", "logs", "--range", RANGE, "--for-each", "product"),
        "-o",
        "p-{product}.html",
    )
    run(folder, *("report", "logs", "--range", RANGE, "--product", "city"), "-o", "option.html")

    own = data_of((folder / "p-city.html").read_text(encoding="utf-8"))
    assert own == data_of((folder / "option.html").read_text(encoding="utf-8"))


def test_hostile_names_stay_in_the_folder_and_apart(folder: Path, tmp_path: Path) -> None:
    for name in ("usagestats.toml", "logs"):
        (tmp_path / name).symlink_to(folder / name)
    text = (folder / "applications.csv").read_text(encoding="utf-8")
    text = text.replace("Sky Labs", "../../etc/cron.d/x").replace("Civic Tech Ltd", "Same/Name")
    text = text.replace("Parents United", "same name").replace("City Gardens", "{range}")
    (tmp_path / "applications.csv").write_text(text, encoding="utf-8")
    (tmp_path / "out").mkdir()

    outcome = run(
        tmp_path,
        *("report", "logs", "--range", RANGE, "--for-each", "account"),
        *("-o", "out/report-{account}.html"),
    )

    assert outcome == Outcome("", "", 0)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 5
    assert {"report-etc-cron.d-x.html", "report-range.html"} <= set(names)
    assert (
        len([name for name in names if re.match("report-[Ss]ame-[Nn]ame-[0-9a-f]{6}", name)]) == 2
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("applications.csv", "logs", "out", "usagestats.toml")
    ]


def test_a_range_without_requests_writes_nothing_and_says_so(folder: Path) -> None:
    outcome = run(
        folder,
        *(
            "report",
            "logs",
            "--range",
            "2026-04",
            "--for-each",
            "account",
            "-o",
            "n-{account}.html",
        ),
    )

    assert "no account has requests in the range: nothing written" in outcome.stderr
    assert list(folder.glob("n-*")) == []


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("report.html", "the name of the file needs {account}"),
        ("{application}-{account}.html", "unknown placeholder {application}"),
        ("{account}.csv", "a report is a page or a workbook"),
        ("no-folder/{account}.html", "no such folder: no-folder"),
    ],
)
def test_a_name_for_several_files_is_checked_first(
    folder: Path, output: str, expected: str
) -> None:
    outcome = run(folder, "report", "logs", "--for-each", "account", "-o", output)

    assert outcome.exit == 2
    assert expected in outcome.stderr
