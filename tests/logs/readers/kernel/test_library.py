"""Without the kernel everything is read all the same."""

from __future__ import annotations

import re
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.chunks import read_fast
from tests.compiled import KERNEL
from tests.conftest import PROJECT
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.kernel import library
from usagestats.logs.readers.kernel.library import _INTERFACE, LIBRARY, SWITCH, _loaded, kernel


def test_a_kernel_that_is_missing_or_broken_is_none(tmp_path: Path) -> None:
    broken = tmp_path / LIBRARY
    broken.write_bytes(b"no library")

    assert _loaded(tmp_path / "missing") is None
    assert _loaded(broken) is None


INTERFACE: Final = 24, "ec4d6154e985fce4"
"""The number of the interface, and the digest of all structures and exported functions in C.

Both stand in one line, so that git sees a conflict where two branches raise the number alike.
"""


def test_other_structures_have_another_number() -> None:
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)
    shared = re.compile(
        r"^typedef struct.*?^}[^;]*;|^enum [^;]*;|^EXPORT .*?\{", re.DOTALL | re.MULTILINE
    )
    texts = [
        " ".join(comment.sub("", one).split())
        for path in sorted(KERNEL.glob("*.[ch]"))
        for one in shared.findall(path.read_text(encoding="utf-8"))
    ]
    found = sha256("\n".join(texts).encode()).hexdigest()[:16]

    assert (_INTERFACE, found) == INTERFACE, (
        "raise INTERFACE in scan.c and library.py, and write the number and the digest here"
    )


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
