from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl
import pytest

from tests.report_sets import SAMPLES, Asked, material_of, question_of
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import PartKey
from usagestats.periods.in_range import inside
from usagestats.periods.period import Range
from usagestats.report_set import ReportSet
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.whole.material import Material
from usagestats.reports.whole.parts import Part, known_parts, only, parts_of
from usagestats.reports.whole.question import WholeReport
from usagestats.reports.whole.sections import report_set

RANGE = "2026-05-05..2026-05-09"


def read(filters: Filters) -> tuple[WholeReport, Material]:
    asked = Asked(RANGE, catalog=SAMPLES / "usagestats.toml", filters=filters)
    question = question_of(asked)
    return question, material_of([SAMPLES / "gateway"], asked, question, ["product", "application"])


@cache
def made() -> tuple[WholeReport, Material]:
    return read(EVERYTHING)


def set_of(part: Part, question: WholeReport, material: Material) -> ReportSet:
    return report_set(*only(part, question, material))


def test_accounts_with_requests_are_parts_in_order() -> None:
    parts = parts_of(PartKey.ACCOUNT, *made())

    assert [part.label for part in parts] == [
        *("City Gardens", "Civic Tech Ltd", "Parents United", "Sky Labs", "Transit Friends")
    ]
    assert {part.kind for part in parts} == {PartKey.ACCOUNT}


def test_applications_are_parts_also_those_that_are_not_registered() -> None:
    parts = parts_of(PartKey.APPLICATION, *made())
    labels = [part.label for part in parts]

    assert {"Weather Widget", "Noise Map", "Bus Times"} <= set(labels)
    assert [label for label in labels if label.startswith("(")] == []
    assert [part.name for part in parts if part.label == "Weather Widget"] == ["101"]


def test_products_are_parts() -> None:
    assert [part.label for part in parts_of(PartKey.PRODUCT, *made())] == ["city"]


def test_filters_choose_parts() -> None:
    question, material = read(Filters(plans=("basic",)))
    applications = question.filters.registry.applications

    chosen = {part.name for part in parts_of(PartKey.APPLICATION, question, material)}

    assert chosen == {one.id for one in applications if one.plan == "basic"}
    assert chosen < {one.id for one in applications}


def test_parts_without_requests_are_known() -> None:
    question, material = made()
    start = question.range.start
    assert start
    hour = replace(question, range=Range(start, start + timedelta(hours=1)))

    known = {part.label for part in known_parts(PartKey.ACCOUNT, question)}

    assert {part.label for part in parts_of(PartKey.ACCOUNT, hour, material)} < known
    assert [part.label for part in known_parts(PartKey.PRODUCT, question)] == ["city"]


@pytest.mark.parametrize("kind", [PartKey.ACCOUNT, PartKey.APPLICATION])
def test_the_figures_of_parts_are_those_of_the_filter_and_add_up(kind: PartKey) -> None:
    question, material = made()
    whole = report_set(question, material).reports["traffic-by-all"].report.rows
    total = 0
    for part in parts_of(kind, question, material):
        own = set_of(part, question, material)
        option = {"account": "accounts", "application": "applications"}[kind]
        filters = replace(question.filters, **{option: (part.name,)})  # type: ignore[arg-type]
        limits = replace(question.plan_limits, filters=filters)
        filtered = report_set(replace(question, plan_limits=limits), material)
        for name in ("traffic-by-day", "top-apps", "response-codes", "alerts", "latency-by-day"):
            assert own.reports[name].report.rows.equals(filtered.reports[name].report.rows)
        total += own.reports["traffic-by-all"].report.rows["requests"].item()
    nobody = requests_of(material, question, "(none)")
    assert 0 < total <= whole["requests"].item() - nobody
    assert kind is PartKey.ACCOUNT or total == whole["requests"].item() - nobody


def requests_of(material: Material, question: WholeReport, *identities: str) -> int:
    """Count the requests of identities in the range."""
    usage = inside(material.usage, question.range).filter(pl.col("metric") == "requests")
    theirs = usage.filter(pl.col("application").cast(pl.String).is_in(identities))
    return int(theirs["requests"].sum())


def test_a_part_has_nothing_of_anybody_else() -> None:
    question, material = made()
    every = parts_of(PartKey.ACCOUNT, question, material)
    for part in every:
        asked, own = only(part, question, material)
        reports = report_set(asked, own)
        text = repr(asked.filters.registry) + "".join(
            f"{one.report.rows.write_csv()}{one.report.title}{one.report.notes}"
            f"{one.report.warnings}{one.report.when_empty}"
            for one in reports.reports.values()
        )
        assert part.label in text
        assert [other.label for other in every if other != part and other.label in text] == []
        assert (reports.counts, own.problems) == (None, None)
        assert reports.filters == (f"account {part.label}",)
        assert "integration-errors" in reports.left_out
        in_range = {one.report.in_range for one in reports.reports.values()}
        requests = own.usage.filter(pl.col("metric") == "requests")["requests"].sum()
        assert max(in_range) <= requests


def test_names_that_users_chose_are_not_in_the_parts_of_others() -> None:
    filters = Filters(applications=("Weather Widget", "Open Budget"))
    question, material = read(filters)
    parts = parts_of(PartKey.ACCOUNT, question, material)
    asked, _ = only(parts[0], question, material)

    assert [part.label for part in parts] == ["Civic Tech Ltd", "Sky Labs"]
    assert (asked.filters.applications, asked.filters.accounts) == ((), ("Civic Tech Ltd",))


def test_accounts_of_one_name_are_told_apart_by_their_ids() -> None:
    question, material = made()
    identities = {
        identity: Application(str(number), "App", account="Acme", account_id=str(number % 2))
        for number, identity in enumerate(sorted(question.filters.registry.identities))
    }
    filters = replace(question.filters, registry=Registry(identities))
    asked = replace(question, plan_limits=replace(question.plan_limits, filters=filters))

    one, other = parts_of(PartKey.ACCOUNT, asked, material)

    assert (one.label, other.label) == ("Acme (0)", "Acme (1)")
    assert (one.name, other.name) == ("Acme", "Acme")
    assert one.key != other.key
    totals = [
        set_of(part, asked, material).reports["traffic-by-all"].report.rows["requests"].item()
        for part in (one, other)
    ]
    assert all(totals)
    assert sum(totals) == requests_of(material, question, *identities)


def test_the_part_of_a_product_is_that_of_the_option_without_counts() -> None:
    question, material = made()
    (part,) = parts_of(PartKey.PRODUCT, question, material)
    asked, own = only(part, question, material)
    reports = report_set(asked, own)

    assert asked.filters.products == ("city",)
    assert (own.known_counts, reports.counts) == (None, None)
    assert own.problems is material.problems
    assert reports.filters == ("product city",)
