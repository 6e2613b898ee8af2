"""Short logs with equal content: of two gateways both count, a renamed one counts once."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import Shop, lines
from usagestats.logs.files.positions import HEAD_BYTES

if TYPE_CHECKING:
    from pathlib import Path

SHORT = lines(0, 3)
LONG = lines(0, 100)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    for name in ("gw1", "gw2", "archive"):
        (tmp_path / name).mkdir()
    return Shop(tmp_path)


def ingest(shop: Shop) -> int:
    shop.ingest("*/*.log*")
    return shop.requests()


def test_the_sizes_are_short_and_long() -> None:
    assert len(SHORT) < HEAD_BYTES < len(LONG)


@pytest.mark.parametrize("in_one_run", [True, False])
@pytest.mark.parametrize("other", ["gw2/a.log", "gw1/a1.log"])
def test_equal_short_logs_of_two_gateways_both_count(
    shop: Shop, other: str, *, in_one_run: bool
) -> None:
    shop.write("gw1/a.log", SHORT)
    if not in_one_run:
        assert ingest(shop) == 3
    shop.write(other, SHORT)

    assert [ingest(shop), ingest(shop)] == [6, 6]
    shop.append(other, lines(3, 100))
    assert ingest(shop) == 103
    shop.append("gw1/a.log", lines(3, 6))
    assert [ingest(shop), ingest(shop)] == [106, 106]


def test_a_short_log_that_is_the_beginning_of_another_counts(shop: Shop) -> None:
    shop.write("gw1/a.log", LONG)
    ingest(shop)
    shop.write("gw2/a.log", SHORT)

    assert [ingest(shop), ingest(shop)] == [103, 103]


def test_a_short_log_that_is_moved_counts_once(shop: Shop) -> None:
    path = shop.write("gw1/a.log", SHORT)
    before = ingest(shop)
    path.rename(shop.folder / "archive" / "shop.log")
    shop.write("gw1/a.log", lines(50, 52))

    assert (before, ingest(shop), ingest(shop)) == (3, 5, 5)


def test_a_short_log_that_is_rotated_and_compressed_counts_once(shop: Shop) -> None:
    shop.write("gw1/a.log", SHORT)
    ingest(shop)
    shop.write("gw1/a.log.1", SHORT)  # copytruncate: for a moment both are there
    both = ingest(shop)
    shop.write("gw1/a.log", b"")
    shop.write("gw1/a.log.1.gz", gzip.compress(SHORT))

    assert (both, ingest(shop)) == (3, 3)


def test_a_link_to_a_short_log_counts_once(shop: Shop) -> None:
    shop.write("gw1/a.log", SHORT)
    ingest(shop)
    (shop.folder / "gw2" / "b.log").symlink_to(shop.folder / "gw1" / "a.log")
    shop.ingest("gw2/b.log")

    assert shop.requests() == 3


def test_equal_long_logs_are_copies_wherever_they_are(shop: Shop) -> None:
    shop.write("gw1/a.log", LONG)
    shop.write("gw2/a.log", LONG)

    assert ingest(shop) == 100
