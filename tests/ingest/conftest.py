from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import Shop

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(
    params=[
        pytest.param(True, id="seen files known"),
        pytest.param(False, id="no cache", marks=pytest.mark.slow),  # the same tests once more
    ]
)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Shop:
    return Shop(tmp_path, seen=request.param)
