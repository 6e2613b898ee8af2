"""What tests share: where things are, and the option that accepts changed cases."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tests.profiles  # noqa: F401  (registers them, before tests are loaded)
from tests.s3_server import S3Server, moto

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[1]
REAL_LOGS = PROJECT.parent / "shared" / "real_logs"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-cases", action="store_true", help="write what the cases print now into them"
    )


@pytest.fixture(autouse=True)
def _no_blocked_signal() -> Iterator[None]:
    """Fail where a test leaves signals blocked: processes of later tests could not be ended."""
    yield
    if hasattr(signal, "pthread_sigmask"):
        left = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, left)
        assert not left


@pytest.fixture(scope="session")
def sample_logs() -> Path:
    return PROJECT / "sample_logs"


@pytest.fixture(scope="session")
def real_logs() -> Path:
    if not REAL_LOGS.is_dir():
        pytest.skip(f"the real logs are not here: {REAL_LOGS.name} stands beside the project only")
    return REAL_LOGS


@pytest.fixture(scope="session")
def _moto() -> Iterator[S3Server]:
    with moto() as server:
        yield server


@pytest.fixture
def s3(_moto: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """Give an S3 server that the environment names, with an empty bucket `logs`."""
    for name, text in _moto.environment.items():
        monkeypatch.setenv(name, text)
    _moto.reset()
    _moto.make_bucket("logs")
    return _moto
