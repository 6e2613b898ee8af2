from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.periods.period import SLOT, Range
from usagestats.report import Report
from usagestats.reports.parts.creation import created
from usagestats.reports.parts.filters import Filters
from usagestats.reports.signups import Signups, signups_report
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
DAY = timedelta(days=1)
ATHENS, UTC_ZONE = ZoneInfo("Europe/Athens"), ZoneInfo("UTC")
ALL = Range()
COVERAGE = Coverage.of([(MONDAY, MONDAY + DAY)])
Seen = tuple[str, int]
"""An identity, and the slot of a request."""


def report(
    registry: Registry,
    seen: list[Seen],
    span: Range = ALL,
    zone: ZoneInfo = UTC_ZONE,
) -> Report:
    columns = ("start", "application", "metric", "requests", "usage")
    usage = pl.DataFrame(
        [(MONDAY + slot * SLOT, name, "requests", 1, 1) for name, slot in seen],
        {name: USAGE[name] for name in columns},
        orient="row",
    )
    question = Signups(span, zone, Filters(registry=registry))
    return signups_report(question, usage, COVERAGE, Counts())


def registry(*applications: Application, keys: int = 1) -> Registry:
    """Register applications, each known by its id and as id.1, id.2 …"""
    return Registry(
        {
            identity: one
            for one in applications
            for identity in (one.id, *(f"{one.id}.{key}" for key in range(1, keys)))
        }
    )


days = st.none() | st.integers(0, 30).map(lambda day: (MONDAY + day * DAY).date())
applications = st.lists(
    st.builds(
        lambda id_, name, at: Application(id_, name, "Acme", "basic", "live", at),
        st.sampled_from("abcdef"),
        st.sampled_from(["Shop", "Robot"]),
        days,
    ),
    min_size=1,
    unique_by=lambda one: one.id,
)
seen = st.lists(
    st.tuples(
        st.builds("{}{}".format, st.sampled_from("abcxyz"), st.sampled_from(["", ".1"])),
        st.integers(0, 95),
    )
)


@given(known=applications, seen=seen, first=st.none() | st.integers(0, 30))
def test_the_newest_applications_come_first_with_their_first_request(
    known: list[Application], seen: list[Seen], first: int | None
) -> None:
    start = None if first is None else MONDAY + first * DAY
    expected = []
    for one in known:
        slots = [slot for name, slot in seen if name in {one.id, f"{one.id}.1"}]
        at = created(one.created_at, UTC_ZONE)
        first_seen = MONDAY + min(slots) * SLOT if slots else None
        if start is None or (at is not None and at >= start):
            expected.append((one.id, one.name, at, first_seen))
    expected.sort(key=lambda row: (row[1], row[0]))
    expected.sort(key=lambda row: row[2] or MONDAY - DAY, reverse=True)

    actual = report(registry(*known, keys=2), seen, Range(start, None))

    columns = ("application_id", "application", "created_at", "first_seen")
    assert actual.rows.select(columns).rows() == expected


@given(seen=seen, first=st.none() | st.integers(0, 90))
def test_without_a_registry_a_note_explains_that_applications_were_only_seen(
    seen: list[Seen], first: int | None
) -> None:
    start = None if first is None else MONDAY + first * SLOT
    found: dict[str, datetime] = {}
    for name, slot in seen:
        time = MONDAY + slot * SLOT
        found[name] = min(found.get(name, time), time)
    expected = sorted(
        ((name, time) for name, time in found.items() if start is None or time >= start),
        key=lambda row: (-row[1].timestamp(), row[0]),
    )

    actual = report(NO_APPLICATIONS, [*seen, ("(none)", 0)], Range(start, None))

    assert actual.rows.select("application", "first_seen").rows() == expected
    assert actual.rows["created_at"].null_count() == len(expected)
    assert actual.title == "Applications first seen in the logs, UTC"
    is_noted = any("no applications are registered" in note for note in actual.notes)
    assert is_noted == bool(expected)


def test_the_notes_tell_what_is_not_shown() -> None:
    known = registry(Application("a", "A"), Application("b", "B", created_at=MONDAY))

    assert report(known, [("x", 0), ("(none)", 0)], Range(MONDAY, None)).notes == (
        "applications without created_at, which are in no range: 1",
        "applications in the logs that are not registered: 1",
    )
    assert report(known, []).usual_rows == 10


def test_a_name_that_no_log_has_is_said_where_nobody_is_registered() -> None:
    columns = ("start", "application", "metric", "requests", "usage")
    usage = pl.DataFrame(
        [(MONDAY, "shop", "requests", 1, 1)], {name: USAGE[name] for name in columns}, orient="row"
    )
    question = Signups(ALL, UTC_ZONE, Filters(applications=("shopp",)))

    actual = signups_report(question, usage, COVERAGE, Counts())

    assert actual.warnings == ("no request of the application given; did you mean 'shop'?",)
