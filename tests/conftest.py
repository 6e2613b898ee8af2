"""What tests share: where things are, and the option that accepts changed cases."""

from __future__ import annotations

from pathlib import Path

import pytest

import tests.profiles  # noqa: F401  (registers them, before tests are loaded)

PROJECT = Path(__file__).parents[1]
REAL_LOGS = PROJECT.parent / "shared" / "real_logs"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the cases print now into them"
    )


@pytest.fixture(scope="session")
def sample_logs() -> Path:
    return PROJECT / "sample_logs"


@pytest.fixture(scope="session")
def real_logs() -> Path:
    if not REAL_LOGS.is_dir():
        pytest.skip(f"the real logs are not here: {REAL_LOGS.name} stands beside the project only")
    return REAL_LOGS
