from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import tzlocal

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.choices import Measure, Wide
from usagestats.cli.options.groups import (
    ApplicationFilters,
    LimitFilters,
    RequestFilters,
    SpanOptions,
)
from usagestats.cli.options.setting import Found, Origin
from usagestats.cli.options.settings import (
    NOW_VARIABLE,
    RejectLimit,
    clock_of,
    display_zone,
    keys_named,
    listed,
    measures_named,
    now,
    range_of,
    refuse_beside_rejects,
    refuse_beside_wide,
    split_keys,
    split_keys_but_status,
    zone_named,
)
from usagestats.errors import UsageError
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.tables.counts import Counts

CLOCK = Clock(datetime(2026, 5, 13, 10, 7, tzinfo=UTC), ZoneInfo("UTC"))
KEYS = {"backend": "backend", "app": "application", "status": "status"}


def counts(rejects: int, requests: int, ignored: int = 0) -> Counts:
    lines = rejects + requests + ignored
    return Counts(
        lines=lines, requests=requests, rejects=rejects, ignored=ignored, matched=requests
    )


def limit_setting(text: str | None) -> Found:
    return Found(text, Origin.OPTION, "--max-rejects")


def zone_setting(name: str | None) -> Found:
    return Found(name, Origin.OPTION, "--timezone")


def parts(error: UsageError) -> tuple[str, str | None, str | None]:
    return error.what, error.where, error.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, RejectLimit()),
        ("0", RejectLimit(count=0)),
        ("10", RejectLimit(count=10)),
        ("0%", RejectLimit(share=0.0)),
        ("0.5%", RejectLimit(share=0.005)),
        ("50%", RejectLimit(share=0.5)),
        ("100%", RejectLimit(share=1.0)),
    ],
)
def test_a_limit_of_rejects_is_a_count_or_a_share(text: str | None, expected: RejectLimit) -> None:
    actual = RejectLimit.of(limit_setting(text))

    assert expected == actual


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "1e3", "ten", "%", "-1%", "101%", "100.1%", "1.%", "1 %", "٣", "٣%"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        RejectLimit.of(limit_setting(text))

    hint = "write a count such as 10, or a share such as 0.1%"

    assert parts(caught.value) == (f"not a number of rejects: {text}", "--max-rejects", hint)


@pytest.mark.parametrize(
    ("limit", "read", "expected"),
    [
        (None, counts(rejects=1000, requests=0), False),
        ("0", counts(rejects=0, requests=0), False),
        ("0", counts(rejects=1, requests=1000), True),
        ("10", counts(rejects=10, requests=0), False),
        ("10", counts(rejects=11, requests=1000), True),
        ("0%", counts(rejects=0, requests=0), False),
        ("0%", counts(rejects=1, requests=1000), True),
        ("10%", counts(rejects=1, requests=9), False),
        ("10%", counts(rejects=11, requests=89), True),
        ("10%", counts(rejects=1, requests=1, ignored=1000), True),  # ignored lines do not dilute
        ("100%", counts(rejects=10, requests=0), False),
    ],
)
def test_a_limit_is_crossed_by_more_rejects_than_it_allows(
    limit: str | None,
    read: Counts,
    expected: bool,  # noqa: FBT001
) -> None:
    actual = RejectLimit.of(limit_setting(limit)).is_crossed(read)

    assert expected == actual


@pytest.mark.parametrize("name", ["UTC", "Europe/Athens", "America/St_Johns"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    actual = zone_named(name, "--timezone")

    assert ZoneInfo(name) == actual


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Europe/Athen", "did you mean 'Europe/Athens'?"),
        ("utc", "did you mean 'UTC'?"),
        ("europe/athens", "did you mean 'Europe/Athens'?"),
        ("", "write one like Europe/Athens"),
        ("+03:00", "write one like Europe/Athens"),
        ("/etc/localtime", None),
        ("../../etc/passwd", None),
        ("Europe", None),
        ("zone.tab", None),
        ("x\0y", None),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest(name: str, hint: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        zone_named(name, "--log-timezone")
    what, where, actual = parts(caught.value)

    assert (what, where) == (f"no such time zone: {name}", "--log-timezone")
    assert actual == (hint or actual)
    assert actual


def test_the_zone_of_display_is_the_one_named_else_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: "Asia/Kathmandu")
    actual = [display_zone(zone_setting(name)).key for name in ("Europe/Athens", None)]

    assert actual == ["Europe/Athens", "Asia/Kathmandu"]


def test_a_system_without_a_zone_shows_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: None)
    actual = display_zone(zone_setting(None)).key

    assert actual == "UTC"


def test_utc_has_its_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: "Etc/UTC")
    actual = display_zone(zone_setting(None)).key

    assert actual == "UTC"


@pytest.mark.parametrize("name", ["", "Mars/Olympus"])
def test_a_zone_of_display_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        display_zone(zone_setting(name))

    assert parts(caught.value)[:2] == (f"no such time zone: {name}", "--timezone")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-04T10:00:00+00:00", "2026-05-04T10:00"),
        ("2026-05-04T10:00:00Z", "2026-05-04T10:00"),
        ("2026-05-04T10:00:00+03:00", "2026-05-04T07:00"),
        ("2026-05-04T10:00", "2026-05-04T10:00"),
    ],
)
def test_the_environment_sets_the_clock(
    monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    monkeypatch.setenv(NOW_VARIABLE, text)
    expected_time = datetime.fromisoformat(expected).replace(tzinfo=UTC)

    assert (now(), now().tzinfo) == (expected_time, UTC)
    assert clock_of("Europe/Athens", CatalogFile.none()) == Clock(
        expected_time, ZoneInfo("Europe/Athens")
    )


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "10:00"])
def test_a_clock_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(NOW_VARIABLE, text)
    with pytest.raises(UsageError) as caught:
        now()

    hint = "write it as 2026-05-04T10:00:00+00:00"

    assert parts(caught.value) == (f"not a time: {text}", "USAGESTATS_NOW", hint)


@pytest.mark.parametrize("text", [None, ""])
def test_without_it_the_present_time_is_in_utc(
    monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    monkeypatch.delenv(NOW_VARIABLE, raising=False)
    if text is not None:
        monkeypatch.setenv(NOW_VARIABLE, text)
    before = datetime.now(UTC)
    actual = now()

    assert before <= actual <= datetime.now(UTC)
    assert actual.tzinfo is UTC


@pytest.mark.parametrize(
    ("expression", "since", "until", "expected"),
    [
        (None, None, None, (None, None)),
        ("2026-05-04", None, None, ("2026-05-04", "2026-05-05")),
        (None, "2026-05-04", None, ("2026-05-04", None)),
        (None, None, "2026-05-04", (None, "2026-05-05")),
    ],
)
def test_a_range_is_written_in_one_option_or_in_two(
    expression: str | None,
    since: str | None,
    until: str | None,
    expected: tuple[str | None, str | None],
) -> None:
    actual = range_of(expression, since, until, CLOCK)

    bounds = [text and datetime.fromisoformat(text).replace(tzinfo=UTC) for text in expected]

    assert Range(bounds[0] or None, bounds[1] or None) == actual


@pytest.mark.parametrize(("since", "until"), [("2026", None), (None, "2026"), ("", "")])
def test_a_range_is_not_written_in_three_options(since: str | None, until: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        range_of("2026-05", since, until, CLOCK)

    hint = "write START..END after --range, or --since and --until alone"

    assert parts(caught.value) == ("cannot be combined with --since or --until", "--range", hint)


@pytest.mark.parametrize(
    ("expression", "since", "until"), [("", None, None), (None, "", None), (None, None, "")]
)
def test_an_empty_option_is_refused_and_not_taken_for_none(
    expression: str | None, since: str | None, until: str | None
) -> None:
    with pytest.raises(UsageError, match="an empty range expression"):
        range_of(expression, since, until, CLOCK)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (None, ()),
        ([], ()),
        (["a"], ("a",)),
        (["b,a", "c"], ("b", "a", "c")),
        ([" a , b ", "a"], ("a", "b")),
        (["", ",", "a,,b,"], ("a", "b")),
    ],
)
def test_a_list_may_be_repeated_or_separated_by_commas(
    values: list[str] | None, expected: tuple[str, ...]
) -> None:
    actual = listed(values)

    assert expected == actual


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), ()),
        (("status", "app"), ("status", "application")),
        (("app", "app"), ("application",)),
        (("application", "app", "backend"), ("application", "backend")),
    ],
)
def test_a_key_is_known_by_the_name_of_its_option_and_keys_stay_in_the_order_given(
    names: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    actual = keys_named(names, KEYS, "--split-by")

    assert expected == actual


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("backends", "did you mean 'backend'?"),
        ("applications", "did you mean 'application'?"),
        ("colour", "choose from backend, app, status"),
    ],
)
def test_an_unknown_key_is_refused(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        keys_named(("app", name), KEYS, "--split-by")

    assert parts(caught.value) == (f"no such key: {name}", "--split-by", hint)


@pytest.mark.parametrize(
    ("splits", "others", "where"),
    [
        (("status",), {}, "--split-by"),
        ((), {"--long": True}, "--long"),
        ((), {"--long": False, "--compare": "previous"}, "--compare"),
    ],
)
def test_wide_goes_with_no_split_by_the_same_key_and_no_further_figures(
    splits: tuple[str, ...], others: dict[str, object], where: str
) -> None:
    with pytest.raises(UsageError) as caught:
        refuse_beside_wide(Wide.STATUS, splits, others)

    assert caught.value.where == where


def test_wide_goes_with_other_splits() -> None:
    refuse_beside_wide(Wide.APP, ("status", "account"), {"--long": False, "--compare": None})
    refuse_beside_wide(None, ("status",), {"--long": True})


@pytest.mark.parametrize("keys", [["app", "product"], ["product,app,product"], []])
def test_reports_with_statuses_are_split_by_all_other_keys(keys: list[str]) -> None:
    assert split_keys_but_status(keys) == split_keys(keys)
    with pytest.raises(UsageError, match="no such key: status"):
        split_keys_but_status([*keys, "status"])


@pytest.mark.parametrize(
    ("span", "filters", "option"),
    [
        (SpanOptions(since="2026"), RequestFilters(), "--since"),
        (SpanOptions(), RequestFilters(LimitFilters(product=["api"])), "--product"),
        (
            SpanOptions(),
            RequestFilters(LimitFilters(applications=ApplicationFilters(plan=["p"]))),
            "--plan",
        ),
        (SpanOptions(), RequestFilters(path=["/"]), "--path"),
        (SpanOptions(), RequestFilters(http_method=["GET"]), "--http-method"),
    ],
)
def test_rejects_are_not_filtered(span: SpanOptions, filters: RequestFilters, option: str) -> None:
    refuse_beside_rejects(SpanOptions(), RequestFilters())
    with pytest.raises(UsageError, match="no time and no fields") as caught:
        refuse_beside_rejects(span, filters)
    assert caught.value.where == option


def test_figures_stand_in_the_order_given_and_usage_is_the_only_one_without_them() -> None:
    assert measures_named(["p99,p50", "bytes", "p50"]) == (Measure.P99, Measure.P50, Measure.BYTES)
    assert measures_named(None) == (Measure.USAGE,)
    with pytest.raises(UsageError, match="no such figure: p75"):
        measures_named(["p50", "p75"])
