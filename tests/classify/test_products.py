from __future__ import annotations

import pytest

from tests.classify.catalogs import product
from usagestats.catalog.model import Catalog
from usagestats.classify.products import product_of

ONE, TWO, REST = product(name="one", hosts=["a", "b"]), product(name="two", hosts=["c"]), product()


@pytest.mark.parametrize(
    ("catalog", "host", "expected"),
    [
        (Catalog(products=(ONE, TWO)), "b", ONE),
        (Catalog(products=(ONE, TWO)), "c", TWO),
        (Catalog(products=(ONE, TWO)), "d", None),
        (Catalog(products=(ONE, TWO)), None, None),
        (Catalog(products=(ONE, REST)), "d", REST),
        (Catalog(products=(ONE, REST)), None, REST),
        (Catalog(products=(ONE,)), None, ONE),  # the log names no host: it must be the only one
        (Catalog(products=(ONE,)), "d", None),
    ],
)
def test_a_host_finds_its_product(catalog: Catalog, host: str | None, expected: object) -> None:
    assert product_of(catalog, host) is expected
