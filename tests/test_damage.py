"""Large damage through the whole program: it harms no neighbouring line, and memory stays flat."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT

pytestmark = pytest.mark.slow  # processes that read up to 100 MB

LINE = b'1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /%s HTTP/1.1" 200 5\n'
MIB = 1 << 20
LARGE = 100 * MIB


def requests(path: Path) -> int:
    command = [str(COMMAND), "traffic", str(path), "--by", "all", "--format", "csv"]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, check=True)
    assert done.stderr == b""
    return int(done.stdout.splitlines()[1].split(b",")[5])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(LINE % b"a" + LINE % (b"x" * 10 * MIB) + LINE % b"b", 3, id="long line"),
        pytest.param(b"\0" * 40 * MIB + LINE % b"a" + LINE % b"b", 2, id="hole at the head"),
        pytest.param(
            LINE % b"a" + b"\0" * 40 * MIB + LINE % b"b" + LINE % b"c", 3, id="hole inside"
        ),
        pytest.param(
            (LINE % b"a").replace(b"\n", b"\r") * (LARGE // 200), LARGE // 200, id="lone returns"
        ),
        pytest.param(
            (LINE % b"\xc3\xa9" * 200_000).decode().encode("utf-16"), 200_000, id="UTF-16"
        ),
        pytest.param((LINE % b"\xe9") * 200_000 + LINE % b"a", 200_001, id="cp1252"),
        pytest.param(LINE % b"a" + (LINE % b"b")[:-1], 2, id="no last line end"),
    ],
)
def test_every_request_is_counted(content: bytes, expected: int, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(content)

    assert requests(path) == expected
