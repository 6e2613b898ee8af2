"""Credentials in every place that a log has, and every output of every command: none has one.

Each place has a credential of its own, so that a failure names the place. Binary formats are written
to files, which are searched as bytes; workbooks are unpacked, Parquet and the store are read.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process
from usagestats.safety.pseudonyms import pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

TARGETS: Final = (
    "/x?user_key=K",
    "/x?a=1&api_key=K&b=2",
    "/x?X-Api-Key=K",
    "/x?user_k%65y=K",
    "/x?%74oken=K",
    "/x?user%255Fkey=K",
    "/x?user_key%20=K",
    "/x?user_key=a K",
    r"/x?user_key=a\"K",
    "/x?user[password]=K",
    "/x?to=%2Fy%3Faccess_token%3DK",
    "/x?data=%7B%22password%22%3A%22K%22%7D",
    "/x?to=https%3A%2F%2Fbob%3AK%40example.org",
    "/x?h=Bearer%20K",
    "/x?ticket=K",
    "/x?t=K",
    "/x?user_%u006bey=K",
    "/x?body=%3Cpassword%3EK%3C%2Fpassword%3E",
    "/unsubscribe/bob@example.org/K",
    "/token/K",
    "/bot1234:K/send",
    "/password/reset/K",
    "/services/T01234567/B01234567/K",
    "//session//K",
    "https://bob:K@api.example.org/x",
)
HEADERS: Final = (
    ("https://example.org/cb?code=K", "curl/8"),
    ("-", "Bearer K"),
    ("-", "Basic K"),
    ("-", "x token=K"),
    ("-", "Authorization: Digest response=K"),
    ("-", '{\\"password\\":\\"K\\"}'),
    ("https://example.org/verify?email=bob@example.org&t=K", "curl/8"),
    ("-", "a=1; remember_me=K; b=2"),
    ("-", "NTLM K"),
    ("-", "-----BEGIN PRIVATE Key-----K"),
)
FIELDS: Final = (
    '"uri":"/x?user_key=K"',
    '"uri":"/token/K"',
    '"uri":"/x","headers":{"Authorization":["Bearer K"],"Cookie":["sid=K"]}',
    '"uri":"/x","request_headers":{"x-api-key":"K"}',
    '"uri":"/x","headers":[["X-Api-Key","K"]]',
    '"uri":"/x","headers":[{"name":"X-Api-Key","value":"K"}]',
    '"uri":"/x","remote_user":"bob:K"',
    '"uri":"/x","body":"{\\"password\\":\\"K\\"}"',
    '"uri":"/x","http_user_agent":"Bearer K"',
    '"uri":"\\/token\\/K"',
    '"uri":"/x","http_referer":"https:\\/\\/bob:K@example.org\\/x"',
    '"uri":"/x","user_id":"bob:K"',
    '"uri":"/x","attributes":[{"key":"authorization","value":{"stringValue":"K"}}]',
    '"uri":"/x","rawHeaders":["Accept","x","X-Api-Key","K"]',
    '"uri":"/x","request_body":"<password>K</password>"',
    '"uri":"/x","params":"{\\"password\\"=>\\"K\\"}"',
)
BROKEN: Final = (
    '192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] "GET /x?user_key=K HTTP/1.1" 200 5 "-" "-"',
    "no access log at all, but token=K in it",
    '{"time":"never","uri":"/x?user_key=K"}',
    '{"password":["K',
)
CATALOG: Final = """
applications = "applications.csv"
[[products]]
name = "api"
rules = [{ http_method = "GET", pattern = "/x", metric = "hits" }]
[[plans]]
name = "basic"
limits = [{ metric = "hits", value = 2, per = "day" }]
"""
LOGS: Final = ("a.log", "b.log", "mixed.log")
OF_USAGE: Final = (
    *("traffic --split-by app", "traffic --wide app", "averages --split-by app", "top-apps"),
    *("response-codes --split-by app", "limits", "alerts", "signups", "overview"),
    *("integration-errors", "movement", "latency --split-by app"),
)
OF_LOGS: Final = (
    *("top-paths", "peaks --split-by app", "traffic --split-by path", "clients --show-addresses"),
    *("why traffic --by all --lines 1000", "billing --range 2026-05"),
    *("requests", "requests --rejects", "check", "ingest --dry-run"),
)
TEXT: Final = ("table", "csv", "tsv", "json", "jsonl", "markdown")


def secret(number: int) -> str:
    return f"Kq7s3cr3t{number:03}XzP9vWb2"


class Marked:
    """A folder with logs, a catalog and a store; `secrets` has each credential with its place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets: dict[str, str] = {}
        combined, of_json, broken = (
            [self._with_secret(text) for text in texts]
            for texts in (list(self._lines()), list(self._objects()), BROKEN)
        )
        registered = self._with_secret("K")
        used = combined[0].replace(secret(0), registered)
        self.write("a.log", [*combined, used, used, used])
        self.write("b.log", of_json)
        self.write("mixed.log", [*combined, *broken, *combined[:3]])
        self.write("refused.log", list(broken))
        self.write("applications.csv", ["key,id,name,plan", f"{registered},7,Shop,basic"])
        (folder / "usagestats.toml").write_text(CATALOG)

    def write(self, name: str, lines: list[str]) -> None:
        (self.folder / name).write_text("\n".join(lines) + "\n")

    def _lines(self) -> Iterator[str]:
        head = "192.0.2.1 - - [04/May/2026:10:00:00 +0000]"
        for target in TARGETS:
            yield f'{head} "GET {target} HTTP/1.1" 503 5 "-" "-"'
        yield f'{head.replace("- -", "- bob:K")} "GET /x HTTP/1.1" 503 5 "-" "-"'
        yield f'{head} "user_key=K" 400 5 "-" "-"'
        for referer, agent in HEADERS:
            yield f'{head} "GET /x HTTP/1.1" 503 5 "{referer}" "{agent}"'

    def _objects(self) -> Iterator[str]:
        for fields in FIELDS:
            yield f'{{"time":"2026-05-04T11:00:00Z","method":"GET","status":503,{fields}}}'

    def _with_secret(self, text: str) -> str:
        own = secret(len(self.secrets))
        self.secrets[own] = text
        return text.replace("K", own) if text == "K" else _replaced(text, own)

    def run(self, command: str) -> str:
        outcome = run_in_process(
            Invocation(command.split(), self.folder, {**ENVIRONMENT, "HOME": str(self.folder)})
        )
        assert "Traceback" not in outcome.stderr, (command, outcome.stderr)
        return outcome.stdout + outcome.stderr

    def check(self, text: str, where: str) -> None:
        for own, place in self.secrets.items():
            assert own not in text, f"{where} shows the credential of {place}"


def _replaced(text: str, own: str) -> str:
    """Put the credential where the letter K stands alone."""
    kept = text.replace("Key", "\0")
    assert kept.count("K") >= 1, text
    return kept.replace("K", own).replace("\0", "Key")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    return Marked(tmp_path_factory.mktemp("marked"))


def test_the_logs_hold_the_credentials_and_are_read(marked: Marked) -> None:
    held = "".join((marked.folder / name).read_text() for name in (*LOGS, "applications.csv"))
    totals = json.loads(marked.run("traffic a.log b.log --by all --format json -q"))

    assert all(own in held for own in marked.secrets)
    assert totals["rows"][0]["requests"] == len(TARGETS) + 2 + len(HEADERS) + 3 + len(FIELDS)


@pytest.mark.parametrize("form", TEXT)
@pytest.mark.parametrize("command", [*OF_USAGE, *OF_LOGS])
def test_no_text_shows_a_credential(marked: Marked, command: str, form: str) -> None:
    for log in LOGS:
        marked.check(marked.run(f"{command} {log} --format {form} -v"), f"{command} {log} {form}")


@pytest.mark.parametrize("command", [*OF_USAGE[:-1], *OF_LOGS[:2]])
def test_no_workbook_and_no_column_file_holds_a_credential(marked: Marked, command: str) -> None:
    for log in LOGS:
        marked.run(f"{command} {log} -o out.xlsx")
        marked.run(f"{command} {log} -o out.parquet")
        with zipfile.ZipFile(marked.folder / "out.xlsx") as book:
            sheets = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
        marked.check(sheets, f"{command} {log} xlsx")
        rows = pl.read_parquet(marked.folder / "out.parquet")
        marked.check(rows.write_json(), f"{command} {log} parquet")


@pytest.mark.parametrize("name", ["page.html", "book.xlsx"])
def test_no_page_of_reports_holds_a_credential(marked: Marked, name: str) -> None:
    for log in LOGS:
        marked.run(f"report {log} --samples -o {name} -v")
        content = (marked.folder / name).read_bytes()
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(marked.folder / name) as book:
                content = b"".join(book.read(one) for one in book.namelist())
        marked.check(content.decode("utf-8", "replace"), f"{name} of {log}")


def test_messages_about_refused_logs_show_no_credential(marked: Marked) -> None:
    for command in ("traffic refused.log", "check refused.log", "requests refused.log"):
        marked.check(marked.run(f"{command} -v"), command)
    for log in (*LOGS, "refused.log"):
        for line in range(1, 1 + len((marked.folder / log).read_text().splitlines())):
            marked.check(marked.run(f"explain {log}:{line}"), f"explain {log}:{line}")


def test_neither_store_nor_cache_nor_draft_holds_a_credential(marked: Marked) -> None:
    outputs = [marked.run(f"ingest {log} --store s -v") for log in LOGS]
    outputs += [marked.run(f"{command} --store s --format json") for command in OF_USAGE]
    outputs += [marked.run("store info --store s --sources"), marked.run("store export --store s")]
    outputs += [marked.run(f"init {log} --output draft-{log}.toml -v") for log in LOGS]
    marked.check("".join(outputs), "a command on the store, or init")

    rows = [pl.read_parquet(path).write_json() for path in (marked.folder / "s").rglob("*.parquet")]
    marked.check("".join(rows), "the store")
    logs = {*LOGS, "refused.log", "applications.csv"}
    files = [path for path in marked.folder.rglob("*") if path.is_file() and path.name not in logs]
    assert len(files) > len(LOGS)
    for path in files:
        marked.check(path.read_bytes().decode("latin-1"), str(path.relative_to(marked.folder)))


def test_a_credential_is_found_again_by_its_pseudonym(marked: Marked) -> None:
    own = next(iter(marked.secrets))
    shown = marked.run("top-apps a.log --format csv -q")

    assert pseudonym(own) in shown
