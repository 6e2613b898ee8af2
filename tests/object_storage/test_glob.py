"""Globs for keys mean what they mean for files."""

from __future__ import annotations

from glob import glob
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from usagestats.object_storage.glob import glob_expression

NAMES = ("a", "b.log", "a.log", "a+b", "x-1", "[", "^", "a{1}", "é.log", "a&b", "~")
FOLDERS = ("", "d", "d/e", "d.x")
PATHS = [f"{folder}/{name}".lstrip("/") for folder, name in product(FOLDERS, NAMES)]
GLOBS = (
    *("*", "*.log", "d/*", "**/*.log", "d/**/*", "?", "[ab]*", "[!ab]*", "d/[a-x]*", "a+?", "*{1}"),
    *("**", "d*/*", "[[]", "a.log", "*/*/*", "[]^]", "**/[^~]*", "d.x/a&*", "[-a]*", "[x", "é*"),
)


@pytest.mark.parametrize("pattern", GLOBS)
def test_a_glob_finds_the_same_as_among_files(tmp_path: Path, pattern: str) -> None:
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    files = {
        found
        for found in glob(pattern, root_dir=tmp_path, recursive=True)  # noqa: PTH207  (as LOG)
        if (tmp_path / found).is_file()
    }
    keys = pl.Series(PATHS)
    assert set(keys.filter(keys.str.contains(glob_expression(pattern)))) == files
