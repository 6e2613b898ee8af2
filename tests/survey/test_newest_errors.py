from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.requests import Mapped, map_requests
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.survey.newest_errors import KEPT, ErrorSurvey, NewestErrors
from usagestats.tables.declared import REQUESTS

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SURVEY = ErrorSurvey(DEFAULT_CATALOG, EVERYTHING)


def mapped(*answers: tuple[int, int | None, str]) -> Mapped:
    """Return requests: each is a number of seconds, a status and a path."""
    rows = [
        (NOON + timedelta(seconds=second), "GET", path, "user_key=abc", status, None, None, None)
        for second, status, path in answers
    ]
    names = ("time", "http_method", "path", "query", "status", "remote_user", "service", "host")
    frame = pl.DataFrame(rows, {name: REQUESTS[name] for name in names}, orient="row")
    return map_requests(frame, DEFAULT_CATALOG)


def paths(found: NewestErrors) -> list[str]:
    return found.rows["path"].to_list()


def test_errors_have_a_status_of_400_or_more() -> None:
    found = SURVEY.look(mapped((1, 399, "/a"), (2, 400, "/b"), (3, None, "/c"), (4, 503, "/d")))

    assert paths(found) == ["/b", "/d"]
    assert found.rows["application"].str.starts_with("key:").all()


def test_the_newest_are_kept_whatever_the_order_of_lines_and_chunks() -> None:
    found = NewestErrors()
    for first in (40, 0, 20):
        found.merge(SURVEY.look(mapped(*((first + n, 500, f"/{first + n}") for n in range(20)))))

    assert paths(found) == [f"/{number}" for number in range(40, 40 + KEPT)]


def test_a_credential_in_a_path_is_masked() -> None:
    secret = "/reset/9f8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d"  # noqa: S105  (made up)
    found = SURVEY.look(mapped((1, 404, secret)))

    assert secret not in paths(found)
    assert paths(found)[0].startswith("/reset/")


def test_filters_choose_the_errors() -> None:
    only_503 = ErrorSurvey(DEFAULT_CATALOG, Filters(statuses=("503",)))

    assert paths(only_503.look(mapped((1, 404, "/a"), (2, 503, "/b")))) == ["/b"]
    nobody = ErrorSurvey(DEFAULT_CATALOG, Filters(applications=("nobody",)))
    assert nobody.look(mapped((1, 404, "/a"))).rows.is_empty()
