"""The sample logs are what their script writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from usagestats.logs.files.compression import DamagedError, decompressed_blocks


def content(path: Path) -> bytes:
    found = b""
    with path.open("rb") as file:
        try:
            for block in decompressed_blocks(file):
                found += block
        except DamagedError:
            found = b"cut"  # how far a half file reads depends on the library that wrote it
    return found


def test_the_sample_logs_are_what_their_script_writes(sample_logs: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, sample_logs / "generate.py", tmp_path], check=True)
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    found = [*sample_logs.rglob("*.log*"), sample_logs / "applications.csv"]
    kept = {path.relative_to(sample_logs) for path in found}

    assert written == kept
    for name in sorted(written):
        assert content(tmp_path / name) == content(sample_logs / name), name
