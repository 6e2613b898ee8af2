from __future__ import annotations

import polars as pl
import pytest

from tests.reports.plans import PRODUCTS, REGISTRY
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Plan
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.errors import UsageError
from usagestats.reports.parts.declared_names import refuse_undeclared
from usagestats.reports.parts.filters import Filters
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.declared import USAGE

CATALOG = Catalog(PRODUCTS, plans=(Plan("basic", ()), Plan("unused", (), id="p9")))
NAMES = ("product", "backend", "application")


def usage(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), {name: USAGE[name] for name in NAMES}, orient="row")


SEEN = usage(("old", "older", "stranger"), ("api", None, pseudonym("unknown key")))


@pytest.mark.parametrize(
    ("filters", "message", "hint"),
    [
        (Filters(products=("apy",)), "--product: no such product: apy", "did you mean 'api'?"),
        (Filters(products=("x",)), "--product: no such product: x", "choose from api, city"),
        (Filters(backends=("item",)), "--backend: no such backend: item", "did you mean 'items'?"),
        (Filters(plans=("basics",)), "--plan: no such plan: basics", "did you mean 'basic'?"),
        (Filters(accounts=("Acne",)), "--account: no such account: Acne", "did you mean 'Acme'?"),
        (Filters(applications=("Shopp",)), "--app: no such application", "did you mean 'Shop'?"),
        (
            Filters(applications=("a-s3cret",)),
            "--app: no such application",
            "applications.csv has no such name, id or key, and no log has it",
        ),
        (Filters(applications=("Shop", "Shopp")), "--app: no such application", "did you mean"),
    ],
)
def test_a_name_that_should_be_declared_is_refused(
    filters: Filters, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refused:
        refuse_undeclared(with_registry(filters), CATALOG, SEEN)

    first, second = str(refused.value).split("\n")
    assert first == f"usagestats: {message}"
    assert hint in second
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(products=("api", "old"), backends=("search", "older")),  # declared, or counted once
        Filters(plans=("pro", "unused", "p9"), accounts=("City",)),
        Filters(applications=("Shop", "1", "k", "stranger", "unknown key")),
        Filters(applications=("(none)", "key:0123456789ab"), products=("(none)",)),
    ],
)
def test_a_name_that_is_declared_or_occurs_or_never_is_declared_is_taken(filters: Filters) -> None:
    refuse_undeclared(with_registry(filters), CATALOG, SEEN)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(products=("x",), backends=("y",)),
        Filters(applications=("x",), plans=("y",), accounts=("z",)),
    ],
)
def test_where_nothing_is_declared_any_name_is_taken(filters: Filters) -> None:
    refuse_undeclared(filters, DEFAULT_CATALOG, SEEN)
    refuse_undeclared(filters, DEFAULT_CATALOG, usage())
    assert filters.registry is NO_APPLICATIONS


def with_registry(filters: Filters) -> Filters:
    return Filters(
        filters.products,
        filters.backends,
        filters.applications,
        filters.plans,
        filters.accounts,
        registry=REGISTRY,
    )
