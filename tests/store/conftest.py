"""A store of thirty commits, as it was made for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ingest.shop import Shop, line


@pytest.fixture(scope="module")
def busy_shop_made(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A store made by 30 commits of ten lines, one reject in each, every second one a 503."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    for start in range(0, 300, 10):
        status = 503 if start % 20 else 200
        shop.append("a.log", b"".join(line(n, status) for n in range(start, start + 10)) + b"x\n")
        shop.ingest()
    return shop


@pytest.fixture
def busy_shop(busy_shop_made: Shop, tmp_path: Path) -> Iterator[Shop]:
    """The same for each test: folder, log and store are put back as they were made."""
    kept = tmp_path / "kept"
    shutil.copytree(busy_shop_made.folder, kept)
    yield Shop(busy_shop_made.folder)
    for name in ("store", "cache"):
        shutil.rmtree(busy_shop_made.folder / name)
        shutil.copytree(kept / name, busy_shop_made.folder / name)
    for log in busy_shop_made.folder.glob("*.log"):
        if (kept / log.name).exists():
            log.write_bytes((kept / log.name).read_bytes())  # in place, so that it is the same file
        else:
            log.unlink()
