"""Pictures on a machine without fonts: their text is there, and is the same."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from shutil import which

import pytest

from tests.case import COMMAND, ENVIRONMENT
from usagestats.render.page.png import png_of

LOGS = Path("sample_logs/gateway").absolute()
TEXT = r"<text[^>]*>([^<]*)</text>"
HIDE = """
for folder in /usr/share/fonts /usr/local/share/fonts; do
  [ ! -d $folder ] || mount -t tmpfs tmpfs $folder || exit 99
done
[ -z "$(find /usr/share/fonts /usr/local/share/fonts -type f 2>/dev/null)" ] || exit 99
exec "$@"
"""


def without_fonts(command: list[str], folder: Path) -> None:
    """Run a command where the folders of fonts are empty."""
    unshare = which("unshare")
    if unshare is None or os.geteuid() != 0:
        pytest.skip("only root can hide the fonts of a machine, and unshare")
    environment = ENVIRONMENT | {"HOME": str(folder)}
    hidden = [unshare, "--mount", "sh", "-c", HIDE, "sh", *command]
    done = subprocess.run(hidden, cwd=folder, env=environment, capture_output=True, check=False)
    if done.returncode == 99:
        pytest.skip(f"fonts cannot be hidden here: {done.stderr.decode().strip()}")
    assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.mark.parametrize("report", ["traffic", "averages", "response-codes --by day", "top-apps"])
def test_a_picture_needs_no_fonts_of_the_machine(tmp_path: Path, report: str) -> None:
    command = [str(COMMAND), *report.split(), str(LOGS), "--timezone", "UTC"]
    for suffix in ("png", "svg"):
        subprocess.run(
            [*command, "-o", f"with.{suffix}"], cwd=tmp_path, env=ENVIRONMENT, check=True
        )
        without_fonts([*command, "-o", f"without.{suffix}"], tmp_path)
        bare = (tmp_path / f"without.{suffix}").read_bytes()
        assert bare == (tmp_path / f"with.{suffix}").read_bytes()

    svg = (tmp_path / "without.svg").read_text(encoding="utf-8")
    texts = re.findall(TEXT, svg)
    assert any(re.fullmatch(r"[\d,.k]+( %)?", text) for text in texts)
    assert len(texts) > 8
    bare_size = len(png_of(re.sub(TEXT, "", svg)))
    assert (tmp_path / "without.png").stat().st_size > bare_size
