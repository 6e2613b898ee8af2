from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

from usagestats.catalog.imports.draft import Draft
from usagestats.cli.console.messages import Messages
from usagestats.cli.runs.new_catalog import drafted, print_catalog, print_schema, write_catalog
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MESSAGES = Messages(quiet=False, verbose=True)
KEY = f"sha256:{0:064}"
DRAFT = Draft(
    catalog={"products": [{"name": "shop"}]},
    applications=[{"key": KEY, "name": "One"}],
    unsupported=("routes.3: a regular expression",),
    notes=("product shop: all of the requests",),
)
REMARKS = [
    "usagestats: warning: left out: routes.3: a regular expression",
    "usagestats: product shop: all of the requests",
]


def test_a_draft_of_nothing_is_empty() -> None:
    draft = drafted(None, None, None, MESSAGES)

    assert (draft.applications, draft.notes) == ([], ())


def test_a_draft_shows_what_the_logs_hold(log: Path) -> None:
    draft = drafted([str(log)], None, None, MESSAGES)

    assert draft.notes


def test_a_draft_is_made_from_logs_or_from_a_file(log: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        drafted([str(log)], tmp_path / "kong.yaml", None, MESSAGES)

    assert caught.value.where == "--from"


def test_a_catalog_is_written_with_its_applications_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "usagestats.toml"
    write_catalog(DRAFT, path, MESSAGES)
    applications = tmp_path / "applications.csv"

    assert tomllib.loads(path.read_text())["products"][0]["name"] == "shop"
    assert KEY in applications.read_text()
    assert capsys.readouterr().err.splitlines() == [
        *REMARKS,
        f"usagestats: wrote {path} and {applications}",
    ]


@pytest.mark.parametrize("name", ["usagestats.toml", "applications.csv"])
def test_no_file_is_overwritten_and_none_is_left_half_done(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError):
        write_catalog(DRAFT, tmp_path / "usagestats.toml", MESSAGES)

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "mine")]


def test_a_catalog_is_printed_without_its_applications(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    print_catalog(DRAFT, MESSAGES)
    written = capsysbinary.readouterr()

    catalog = tomllib.loads(written.out.decode())

    assert (catalog["products"][0]["name"], "applications" in catalog) == ("shop", False)
    assert written.err.decode().splitlines()[:2] == REMARKS
    assert b"1 rows of applications.csv are not written" in written.err


def test_the_schema_is_json(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    print_schema()

    assert "products" in json.loads(capsysbinary.readouterr().out)["properties"]
