from __future__ import annotations

from pathlib import Path

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

LOG = "".join(
    f'192.0.2.1 - {user} [04/May/2026:10:00:0{second} +0000] "GET /a HTTP/1.1" {status} 1\n'
    for second, (user, status) in enumerate([("ann", 200), ("ann", 503), ("b,ob", 200)])
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.log").write_text(LOG, encoding="utf-8")
    return tmp_path


def check(folder: Path, *words: str) -> tuple[int, str, str]:
    arguments = ["check-usage", "a.log", *words]
    outcome = run_in_process(Invocation(arguments, folder, ENVIRONMENT))
    return outcome.exit, outcome.stdout, outcome.stderr


def test_a_failure_is_a_line_with_its_group_and_condition(folder: Path) -> None:
    words = ("--split-by", "app", "--fail-on", "5xx>0", "--fail-on", "requests<2")

    assert check(folder, *words) == (
        3,
        "",
        "usagestats: application ann: 5xx 1, more than 0 (--fail-on '5xx>0')\n"
        "usagestats: application b,ob: requests 1, less than 2 (--fail-on 'requests<2')\n",
    )


def test_nothing_is_written_where_all_is_well(folder: Path) -> None:
    assert check(folder, "--fail-on", "requests>3") == (0, "", "")


def test_each_condition_is_checked_once(folder: Path) -> None:
    code, out, err = check(folder, *(["--fail-on", "requests>0"] * 2), "--format", "csv")

    assert (code, len(out.splitlines()), len(err.splitlines())) == (3, 2, 1)


def test_of_previous_needs_a_range(folder: Path) -> None:
    code, out, err = check(folder, "--fail-on", "requests<5% of previous")

    assert (code, out) == (2, "")
    assert err.startswith("usagestats: --range: there is no range before, for 'requests<5% of prev")
