"""Every whole-program case that needs a terminal, as a process; `make test` runs a quarter of them so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.case import Case, Outcome
from tests.real_process import run_as_process
from tests.test_cases import PATHS, files_written

if TYPE_CHECKING:
    from pathlib import Path

ON_TERMINALS = [name for name, path in PATHS.items() if Case.read(path).terminal]


@pytest.mark.parametrize("name", ON_TERMINALS)
def test_case_on_a_terminal_as_a_process(name: str, tmp_path: Path, sample_logs: Path) -> None:
    case = Case.read(PATHS[name])
    outcome = case.run(tmp_path, sample_logs, run_as_process)

    assert Outcome(case.stdout, case.stderr, case.exit) == outcome
    assert case.written == files_written(case, tmp_path)
