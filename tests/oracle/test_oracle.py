"""Every cell of every report as a second program counts it; `make oracle` compares many more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.oracle.comparison import Tally, compared
from tests.oracle.made.cases import made_case

pytestmark = pytest.mark.slow

CASES = 60
QUESTIONS = 2
"""Of the questions of each case."""


@pytest.mark.parametrize("seed", range(CASES))
def test_every_cell_is_as_the_oracle_counts_it(seed: int, tmp_path: Path) -> None:
    tally = Tally()
    case = made_case(seed)
    asked = replace(case, questions=case.questions[:QUESTIONS])

    found = compared(asked, tmp_path / "case", tally)

    assert [(one.command, one.explanation) for one in found] == []
    assert tally.commands > 0
