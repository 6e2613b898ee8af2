"""Texts that strangers choose, in every place of a log, and every output of every command.

No terminal obeys them, no spreadsheet takes one for a formula, no browser runs one, and none looks like
another or ends its row.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
import zipfile
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SCRIPT: Final = "<script>x</script>"
ATTRIBUTE: Final = "'onload=x "
HOSTILE: Final = (
    *("\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "a\rb", "a\x08b", "\u202egnp", "a\u200bb"),
    *("a\u00adb", "a\u3164b", "a\u2800b", "a\U000e0041b", "a\u2028b", "\ufeffa", "=1+1", "+1+1"),
    *("-1+1", "@x", "\uff1d1", "\uff0b1", "a;=1+1", "a,=1+1", ";+1", "|a|b|", "`a`", "a\\|b"),
    *(SCRIPT, ATTRIBUTE, "${x}", "{{x}}", "%0d%0aSet", "\x7f", "\u061c1", "\u2066x", "\ufe66=1"),
)
FORMATS: Final = {
    "a.log": ("csv", "table"),
    "b.log": ("csv", "tsv", "table", "markdown", "json"),
}
COMMANDS: Final = (
    *("overview", "traffic --split-by app", "traffic --split-by path", "traffic --wide app"),
    *("traffic --split-by user-agent", "averages --split-by app,backend", "top-apps -n 200"),
    *("response-codes --split-by app,backend", "movement --top 200", "limits", "alerts"),
    *("latency --split-by app,path", "clients --show-addresses --all", "clients --split-by app"),
    *("peaks --split-by app", "top-paths --all", "signups --all", "integration-errors"),
    *("billing --range 2026-05", "requests", "requests --rejects", "check"),
    *("why traffic --by all --lines 1000", "check-usage --fail-on requests>0 --split-by app"),
)
SIGNS: Final = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
FORMULA: Final = re.compile("<f>(.*?)</f>")
OWN_FORMULA: Final = re.compile(r"(?:SUM|SUBTOTAL)\([0-9]*,?[A-Z]+[0-9]+:[A-Z]+[0-9]+\)")
NUMBER: Final = re.compile(r"-[0-9.]+(?:e-?[0-9]+)?")
INVISIBLE: Final = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
BLANK_LETTERS: Final = "\u3164\u2800\u115f\u1160\uffa0"


class Hostile:
    """A folder with logs whose texts are hostile, a catalog and a store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        lines = [line for text in HOSTILE for line in self._lines(text)]
        (folder / "a.log").write_bytes("\n".join(lines).encode())
        records = [self._record(text) for text in HOSTILE]
        (folder / "b.log").write_text("\n".join(records), encoding="utf-8")
        with (folder / "applications.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["id", "name", "account", "plan", "created_at"])
            rows.writerows(
                [f"a{n}", f"{n} {text}", text, "basic", "2026-05-01"]
                for n, text in enumerate(HOSTILE)
            )
        (folder / "usagestats.toml").write_text(
            'applications = "applications.csv"\ncurrency = "EUR"\n[[plans]]\nname = "basic"\n'
            'limits = [{ metric = "hits", value = 1, per = "day" }]\nprice = [{ flat = 1 }]\n'
        )

    def _lines(self, text: str) -> Iterator[str]:
        head = "192.0.2.1 - - [04/May/2026:10:00:00 +0000]"
        plain = text.replace('"', "'")
        yield f'{head} "GET /x?app_id={plain} HTTP/1.1" 503 5 "-" "{plain}"'
        yield f'{head} "GET /{plain}/y HTTP/1.1" 200 5 "{plain}" "x"'
        yield f'192.0.2.1 - {plain.replace(" ", "_")} [04/May/2026:10:00:00 +0000] "{plain}" 400 5 "-" "-"'
        yield f"{plain} no request at all {plain}"

    def _record(self, text: str) -> str:
        return json.dumps(
            {
                "time": "2026-05-04T10:00:00Z",
                "method": "GET",
                "uri": f"/{text}\n{text}?app_id=a{HOSTILE.index(text)}",
                "status": 503,
                "host": text,
                "remote_user": text,
                "remote_addr": text,
                "user_agent": text,
                "service": text,
                "duration": 5,
            }
        )

    def run(self, command: str) -> tuple[str, str]:
        done = run_in_process(Invocation(command.split(), self.folder, ENVIRONMENT.copy()))
        assert done.exit in {0, 3, 4}, (command, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stdout, done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    return Hostile(tmp_path_factory.mktemp("hostile"))


def unseen(text: str, kept: str = "\n") -> set[str]:
    """Return the characters that a terminal obeys or nobody sees."""
    return {
        character
        for character in text
        if character not in kept
        and (unicodedata.category(character) in INVISIBLE or character in BLANK_LETTERS)
    }


def formulas(rows: list[list[str]]) -> list[str]:
    """Return the cells that a spreadsheet may run; numbers are none."""
    parts = ((cell, part) for row in rows for cell in row for part in re.split("[;]", cell))
    return [
        cell
        for cell, part in parts
        if part.lstrip(' \t"')[:1] in {*SIGNS} and not NUMBER.fullmatch(cell)
    ]


@pytest.mark.parametrize("log", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_text_is_harmless(hostile: Hostile, command: str, log: str) -> None:
    for form in FORMATS[log]:
        written, said = hostile.run(f"{command} {log} --format {form} -v")
        assert unseen(said) == set(), (form, said)
        assert unseen(written, "\n\t" if form == "tsv" else "\n") == set(), form
        if form in {"csv", "tsv"}:
            rows = list(csv.reader(StringIO(written), delimiter="\t" if form == "tsv" else ","))
            assert formulas(rows) == []
            assert len({len(row) for row in rows}) <= 1
        if form == "markdown":
            assert SCRIPT not in written
            bars = {
                len(re.findall(r"(?<!\\)\|", one)) for one in written.splitlines() if one[:1] == "|"
            }
            assert len(bars) <= 1


@pytest.mark.parametrize("log", ["a.log", "b.log"])
def test_no_page_picture_or_workbook_runs_a_text(hostile: Hostile, log: str) -> None:
    for command, name in (
        ("report --samples", "a.html"),
        ("top-apps", "b.svg"),
        ("traffic --wide app --top 8", "c.svg"),
    ):
        hostile.run(f"{command} {log} -o {name}")
        text = (hostile.folder / name).read_text(encoding="utf-8")
        assert "<script>x" not in text, name
        assert unseen(text, "\n\t") == set(), name
    for command in ("report", "movement", "requests", "billing --range 2026-05"):
        hostile.run(f"{command} {log} -o a.xlsx")
        with zipfile.ZipFile(hostile.folder / "a.xlsx") as book:
            for name in book.namelist():
                content = book.read(name).decode()
                assert all(map(OWN_FORMULA.fullmatch, FORMULA.findall(content))), (command, name)
                assert "<hyperlink" not in content, (command, name)


@pytest.mark.parametrize("number", range(1, 9))
def test_one_request_is_explained_without_harm(hostile: Hostile, number: int) -> None:
    for log in FORMATS:
        written, said = hostile.run(f"explain {log}:{number} --format table")
        assert unseen(written + said) == set()
