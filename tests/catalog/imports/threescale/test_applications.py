from __future__ import annotations

from tests.catalog.imports.samples import THREESCALE
from usagestats.catalog.imports.import_file import import_file


def test_applications_have_the_plan_that_the_catalog_names() -> None:
    (row,) = import_file(THREESCALE).applications

    assert (row["id"], row["name"], row["account"]) == ("reader", "Reader", "ACME Ltd")
    assert (row["plan"], row["state"], row["key"]) == ("basic_2", "suspended", "")
