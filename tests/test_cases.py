"""Run the whole-program cases: every TOML file below `cases/` is one test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.case import Case, Outcome

CASES = Path(__file__).with_name("cases")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(CASES).with_suffix("")))
        for path in sorted(CASES.rglob("*.toml"))
    ],
)
def test_case(
    path: Path, tmp_path: Path, sample_logs: Path, request: pytest.FixtureRequest
) -> None:
    case = Case.read(path)
    outcome = case.run(tmp_path, sample_logs)
    written = {
        name: (tmp_path / name).read_text(encoding="utf-8")
        for name in case.written
        if (tmp_path / name).exists()
    }
    if request.config.getoption("--update-cases"):
        case.update(outcome, written)
        return

    assert Outcome(case.stdout, case.stderr, case.exit) == outcome, "accept with: make golden"
    assert case.written == written
