from __future__ import annotations

import polars as pl

from tests.reports.plans import PRODUCTS
from usagestats.catalog.model import Catalog, Credential
from usagestats.classify.requests import map_requests
from usagestats.survey.check_survey import CheckFindings, CheckSurvey
from usagestats.tables.declared import REQUESTS

KEY = Credential("query", "key")


def look(catalog: Catalog) -> CheckFindings:
    names = ("http_method", "host", "path", "query")
    schema = {name: REQUESTS[name] for name in names}
    requests = pl.DataFrame([("GET", None, "/items", "key=1")], schema, orient="row")
    return CheckSurvey(catalog).look(map_requests(requests, catalog))


def test_a_catalog_without_rules_and_credentials_of_its_own_needs_no_survey() -> None:
    assert not CheckSurvey(Catalog()).has_subject
    assert CheckSurvey(Catalog(PRODUCTS)).has_subject
    assert CheckSurvey(Catalog(identify=(KEY,))).has_subject
    assert CheckSurvey(Catalog(identify=(KEY,))).columns == {"query"}


def test_rules_and_credentials_are_looked_at_in_one_pass() -> None:
    both = look(Catalog(PRODUCTS, (KEY,)))
    both.merge(look(Catalog(PRODUCTS, (KEY,))))

    assert both.rules is not None
    assert both.credentials is not None
    assert both.rules.unmatched.total == 2
    assert both.credentials.requests[KEY] == 2


def test_the_default_credentials_are_not_looked_for() -> None:
    assert look(Catalog(PRODUCTS)).credentials is None
    assert look(Catalog(identify=(KEY,))).rules is None
