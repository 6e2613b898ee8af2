from __future__ import annotations

from pathlib import Path

from tests.catalog.imports.samples import THREESCALE, imported
from tests.catalog.imports.threescale.written import resource
from usagestats.catalog.imports.import_file import import_file


def test_applications_have_the_plan_that_the_catalog_names() -> None:
    (row,) = import_file(THREESCALE).applications

    assert (row["id"], row["name"], row["account"]) == ("reader", "Reader", "ACME Ltd")
    assert (row["plan"], row["state"], row["key"]) == ("basic_2", "suspended", "")


def test_an_application_without_a_known_plan_or_account_has_a_row(tmp_path: Path) -> None:
    spec = {
        "accountCR": {"name": "acme"},
        "productCR": {"name": "gone"},
        "applicationPlanName": "x",
    }
    made = resource("Product", "p", name="P"), resource("Application", "reader", **spec)
    draft = imported(tmp_path, *made)
    (row,) = draft.applications

    assert (row["id"], row["name"], row["account"]) == ("reader", "reader", "acme")
    assert (row["plan"], row["state"], row["key"]) == ("", "live", "")
    assert [text.partition(": ")[0] for text in draft.unsupported] == [
        "Application/reader",
        "Application/reader.spec.applicationPlanName",
    ]


def test_an_account_has_the_id_that_the_operator_wrote(tmp_path: Path) -> None:
    account = resource("DeveloperAccount", "acme", orgName="ACME Ltd")
    spec = {"accountCR": {"name": "acme"}, "productCR": {"name": "p"}}
    made = (
        resource("Product", "p", name="P"),
        account | {"status": {"accountID": 3}},
        resource("Application", "reader", **spec),
    )
    (row,) = imported(tmp_path, *made).applications

    assert (row["account_id"], row["account"]) == ("3", "ACME Ltd")
