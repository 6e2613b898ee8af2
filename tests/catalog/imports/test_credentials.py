from __future__ import annotations

from hashlib import sha256

import pytest

from usagestats.catalog.applications_file import parse_registry
from usagestats.catalog.imports.credentials import application_row, hashed_key, query_source
from usagestats.catalog.imports.part import Part
from usagestats.errors import UsageError
from usagestats.safety.pseudonyms import pseudonym


def test_a_parameter_of_the_query_is_a_source() -> None:
    assert query_source(Part("api_key", "name", "f")) == "query:api_key"


@pytest.mark.parametrize("name", ["a b", "a=b", "a&b"])
def test_no_parameter_can_have_such_a_name(name: str) -> None:
    with pytest.raises(UsageError, match="query parameter") as caught:
        query_source(Part(name, "schemes.key.name", "f"))

    assert caught.value.where == "f: schemes.key.name"


def test_a_hashed_key_identifies_the_same_application_as_the_key() -> None:
    hashed = hashed_key("s3cr3t")
    registry = parse_registry(f"key,id\n{hashed},7\n".encode(), "applications.csv")

    assert hashed == f"sha256:{sha256(b's3cr3t').hexdigest()}"
    assert registry.identities[pseudonym("s3cr3t")].id == "7"


def test_a_row_has_every_column() -> None:
    row = application_row(id="7", name="Shop")

    assert (row["id"], row["name"], row["key"], row["plan"]) == ("7", "Shop", "", "")
    assert len(row) == 10
