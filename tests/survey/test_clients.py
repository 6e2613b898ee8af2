from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.choices import Granularity
from usagestats.classify.requests import map_requests
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.survey.clients import ClientRanking, ClientsAsked, ClientsSeen, ClientSurvey
from usagestats.tables.declared import REQUESTS, ROW_COUNT
from usagestats.tables.top_counts import TopCounts

NIGHT = datetime(2026, 3, 29, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ATHENS = ZoneInfo("Europe/Athens")
ROWS = [
    (NIGHT - 3 * HOUR, "203.0.113.7", 200, 2),
    (NIGHT, "203.0.113.7", 200, 1),
    (NIGHT, "203.0.113.8", 404, 3),
    (NIGHT + HOUR, "2001:db8:1:2::7", 200, 1),
    (NIGHT + 30 * HOUR, None, 200, 5),
    (NIGHT + 30 * HOUR, "x" * 300, 200, 1),
]


def requests(*, is_grouped: bool) -> pl.DataFrame:
    names = ("time", "remote_address", "status", ROW_COUNT)
    schema = {**REQUESTS, ROW_COUNT: pl.Int64()}
    frame = pl.DataFrame(ROWS, {name: schema[name] for name in names}, orient="row")
    frame = frame.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("http_method", "service", "host", "query", "remote_user")
    )
    if is_grouped:
        return frame
    every = frame.select(pl.all().repeat_by(ROW_COUNT))
    return every.explode(every.columns).drop(ROW_COUNT)


def seen_by(survey: ClientSurvey, parts: int, *, is_grouped: bool) -> ClientsSeen:
    frame = requests(is_grouped=is_grouped)
    found = [survey.look(map_requests(frame[n::parts], DEFAULT_CATALOG)) for n in range(parts)]
    first, *others = found
    for other in others:
        first.merge(other)
    return first


@pytest.mark.parametrize("is_grouped", [True, False])
@pytest.mark.parametrize("parts", [1, 2, 6])
def test_clients_are_counted_by_the_days_of_the_zone(parts: int, *, is_grouped: bool) -> None:
    asked = ClientsAsked(Range(), ATHENS, ("status",), Granularity.DAY)
    seen = seen_by(ClientSurvey(asked), parts, is_grouped=is_grouped)

    days = [datetime(2026, 3, day, tzinfo=ATHENS).astimezone(UTC) for day in (28, 29, 30)]
    rows = seen.distinct.counts().sort("period_start", "status").drop("is_estimate").rows()
    assert rows == [(days[0], 200, 1), (days[1], 200, 2), (days[1], 404, 1), (days[2], 200, 1)]
    assert (seen.requests, seen.without_address) == (13, 5)


def test_range_and_filters_choose_and_all_is_one_period() -> None:
    asked = ClientsAsked(Range(NIGHT, NIGHT + 2 * HOUR), ATHENS, filters=Filters(statuses=("2xx",)))
    seen = seen_by(ClientSurvey(asked), 2, is_grouped=True)
    assert seen.distinct.counts().rows() == [(None, 2, False)]
    assert seen.requests == 2


@pytest.mark.parametrize("is_grouped", [True, False])
def test_networks_are_ranked_unless_addresses_are_wanted(*, is_grouped: bool) -> None:
    asked = ClientsAsked(Range(), ATHENS, ("status",))
    mapped = map_requests(requests(is_grouped=is_grouped), DEFAULT_CATALOG)

    networks = ClientRanking(asked).look(mapped)
    addresses = ClientRanking(ClientsAsked(Range(), ATHENS), is_whole=True).look(mapped)

    assert networks.counts == {
        ("203.0.113.0/24", "200"): 3,
        ("203.0.113.0/24", "404"): 3,
        ("2001:db8:1::/48", "200"): 1,
        ("(other)", "200"): 1,
        ("", "200"): 5,
    }
    assert addresses.largest(2) == [(("",), 5), (("203.0.113.7",), 3)]
    assert ("x" * 100,) in addresses.counts
    assert isinstance(networks, TopCounts)
    assert networks.total == addresses.total == 13
