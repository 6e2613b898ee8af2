"""Without the kernel everything is read all the same."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.chunks import read_fast
from tests.conftest import PROJECT
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.kernel import library
from usagestats.logs.readers.kernel.library import LIBRARY, SWITCH, _loaded, kernel


def test_a_kernel_that_is_missing_or_broken_is_none(tmp_path: Path) -> None:
    broken = tmp_path / LIBRARY
    broken.write_bytes(b"no library")

    assert _loaded(tmp_path / "missing") is None
    assert _loaded(broken) is None


def test_a_kernel_lacks_where_nobody_switched_it_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "FILE", tmp_path / "missing")
    monkeypatch.setenv(SWITCH, "on")
    assert library.is_lacking()

    monkeypatch.setenv(SWITCH, "off")
    assert not library.is_lacking()


def test_without_the_kernel_lines_are_read_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")

    assert kernel() is None
    for log_format in (NCSA, APICAST):
        assert read_fast(log_format, log_format.sample.encode(), ["status"]).accepted == [False]


@pytest.mark.slow  # two processes each
@pytest.mark.parametrize(
    "options",
    [
        ["--by", "hour", "--split-by", "backend,app,status"],
        ["--by", "day", "--measure", "bytes"],
        ["--by", "month", "--catalog", str(PROJECT / "sample_logs" / "usagestats.toml")],
    ],
)
def test_the_program_prints_the_same_without_the_kernel(options: list[str]) -> None:
    command = [str(COMMAND), "traffic", "-v", str(PROJECT / "sample_logs" / "gateway"), *options]
    printed = [
        subprocess.run(
            command, env={**ENVIRONMENT, SWITCH: switch}, capture_output=True, check=True
        )
        for switch in ("on", "off")
    ]

    assert printed[0].stdout == printed[1].stdout
    assert printed[0].stderr == printed[1].stderr
