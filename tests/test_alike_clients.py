"""Where a question only excludes networks, clients that are alike become groups; no answer changes."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.case import ENVIRONMENT, Invocation
from tests.chunks import chunk_of, reader_of, skip_without_kernel
from tests.classify.test_exclusions import NETWORKS
from tests.profiles import examples
from tests.same_process import run_in_process
from usagestats.catalog.model import Catalog, Exclusions
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.classify.detail_needed import detail_needed
from usagestats.classify.exclusions import excluded_ranges
from usagestats.logs.chunk import Chunk
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.haproxy import HAPROXY
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.kernel.library import SWITCH
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.pipeline.question import count_chunk
from usagestats.tables.declared import ROW_COUNT, Detail
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.logs.readers.log_format import LogFormat

UTC_ZONE: Final = ZoneInfo("UTC")
GRAIN: Final = Grain(("status",), timedelta(hours=1), has_bytes=True)
NUMBERS: Final = st.sampled_from(["0", "1", "7", "12", "13", "14", "192", "254", "255", "256"])
ODD_NUMBERS: Final = st.sampled_from(
    ["00", "010", "013", "1000", "", "1e", "\u0663", "-1", " 1", "0x1"]
)
NEAR: Final = st.sampled_from(["10.13.", "010.13.", "10.013.", "10.12.", "192.0.", "255.255."])
PLAIN: Final = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS).map(".".join) | st.ip_addresses(
    v=4
).map(str)
TEXTS: Final = (
    PLAIN
    | st.tuples(NEAR, NUMBERS | ODD_NUMBERS, st.just("."), NUMBERS).map("".join)
    | st.tuples(PLAIN, st.sampled_from([":0", ":80", ":51234", ":512345", ":", ":8a", "::1"])).map("".join)
    | st.lists(NUMBERS | ODD_NUMBERS, min_size=3, max_size=5).map(".".join)
    | st.tuples(st.sampled_from(["::ffff:", "[", "64:ff9b::"]), PLAIN, st.sampled_from(["", "]", "]:80"])).map("".join)
    | st.tuples(PLAIN, PLAIN).map(", ".join)
    | st.ip_addresses(v=6).map(str)
    | st.sampled_from(["-", "unknown", "unix:", "ann.example.org", "10.13.0.1.", "10.13", "10,13.0.1"])
)  # fmt: skip


def known_address(log_format: LogFormat) -> str | None:
    """Return the client of the sample, as it is written there."""
    chunk = chunk_of(log_format.sample.encode(), log_format, {"remote_address"})
    address: str | None = read_chunk(chunk, UTC_ZONE).requests["remote_address"][0]
    return address if address and address in log_format.sample else None


def catalog_of(networks: tuple[str, ...]) -> Catalog:
    return Catalog(exclude=Exclusions(networks=tuple(map(ip_network, networks))))


def counted(log_format: LogFormat, data: bytes, catalog: Catalog) -> dict[str, Any]:
    problems = ProblemsWanted(NO_APPLICATIONS)
    question = UsageQuestion(catalog, GRAIN, UTC_ZONE, problems=problems).of_chunks()
    found = count_chunk(Chunk(0, 0, data, log_format, question.reader_for(log_format)), question)
    usage, kept = found.part.usage.table(GRAIN), found.part.problems
    return {
        "usage": sorted(usage.rows(), key=repr),
        "lines": found.lines,
        "problems": [] if kept is None else sorted(kept.rows(), key=repr),
    }


def check(log_format: LogFormat, texts: list[str], networks: tuple[str, ...]) -> int:
    """Compare with the careful path; return how many requests there are."""
    address = known_address(log_format)
    assert address
    lines = [log_format.sample.replace(address, text) for text in texts]
    data, catalog = "".join(f"{line}\n" for line in lines).encode(), catalog_of(networks)
    by_kernel = counted(log_format, data, catalog)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SWITCH, "off")
        with_care = counted(log_format, data, catalog)
    assert by_kernel == with_care
    requests: int = by_kernel["lines"].counts.requests
    return requests


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    "log_format",
    [one for one in FORMATS.values() if known_address(one)],
    ids=lambda one: one.name,
)
def test_addresses_of_all_kinds_are_excluded_as_with_care(log_format: LogFormat) -> None:
    skip_without_kernel()
    requests = 0

    @settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.lists(TEXTS, min_size=4, max_size=30), st.sampled_from(NETWORKS))
    def are_alike(texts: list[str], networks: tuple[str, ...]) -> None:
        nonlocal requests
        requests += check(log_format, texts, networks)

    are_alike()
    assert requests > examples(8)


@given(
    st.lists(PLAIN, min_size=1, max_size=30), st.lists(st.ip_addresses(v=4), max_size=4), st.data()
)
@example(["10.13.0.0", "10.13.255.255", "10.14.0.0", "255.255.255.255", "10.12.255.255"], [], None)
def test_a_group_has_an_address_that_is_excluded_if_all_its_addresses_are(
    texts: list[str], around: list[Any], data: st.DataObject | None
) -> None:
    skip_without_kernel()
    names = (
        [f"{one}/{data.draw(st.integers(0, 32))}" for one in around] if data else ["10.13.0.0/16"]
    )
    networks = [ip_network(one, strict=False) for one in names]
    catalog = Catalog(exclude=Exclusions(networks=tuple(networks or [ip_network("10.0.0.0/8")])))
    detail = Detail(timedelta(hours=1), frozenset(), client_ranges=excluded_ranges(catalog))
    texts = [text for text in texts if "256" not in text]
    lines = "".join(NCSA.sample.replace("203.0.113.7", text) + "\n" for text in texts)

    found = reader_of(NCSA, {"remote_address"}, detail).read([lines.encode()]).requests

    def is_in(text: str) -> bool:
        return any(ip_address(text) in network for network in catalog.exclude.networks)

    assert found.height <= 2
    counts = {
        is_in(text): count for text, count in found.select("remote_address", ROW_COUNT).rows()
    }
    expected = [is_in(text) for text in texts]
    assert counts == {one: expected.count(one) for one in set(expected)}


@pytest.mark.parametrize("log_format", [NCSA, KONG, HAPROXY])
def test_a_thousand_clients_make_two_groups(log_format: LogFormat) -> None:
    skip_without_kernel()
    address = known_address(log_format)
    assert address
    lines = [
        log_format.sample.replace(address, f"10.{number % 20}.{number % 256}.7")
        for number in range(1000)
    ]
    detail = detail_needed(
        catalog_of(("10.13.0.0/16", "10.14.0.0/16", "2001:db8::/32")), timedelta(hours=1)
    )

    found = reader_of(log_format, {"remote_address"}, detail).read(["\n".join(lines).encode()])

    assert sorted(found.requests[ROW_COUNT].to_list()) == [100, 900]


def test_ranges_are_those_of_the_networks_where_these_alone_decide() -> None:
    networks = NETWORKS[1]
    first, second = int(ip_address("10.0.0.0")), int(ip_address("192.0.2.0"))

    assert excluded_ranges(catalog_of(networks)) == (
        (first, first + 2**24 - 1),
        (second, second + 127),
    )
    assert excluded_ranges(catalog_of(("10.128.0.0/9", "10.0.0.0/9"))) == (
        (first, first + 2**24 - 1),
    )
    assert excluded_ranges(catalog_of(("2001:db8::/32",))) == ()
    assert excluded_ranges(Catalog()) is None
    passed_on = Catalog(exclude=catalog_of(networks).exclude, client=("x_forwarded_for",))
    assert excluded_ranges(passed_on) is None


def test_two_questions_keep_every_client_unless_both_exclude_the_same() -> None:
    one, other = (Detail(timedelta(hours=1), client_ranges=((1, number),)) for number in (2, 3))

    assert one.joined(one).client_ranges == ((1, 2),)
    assert one.joined(other).client_ranges is None
    assert one.joined(Detail(timedelta(hours=1))).client_ranges is None


@pytest.mark.parametrize(
    "question",
    [
        "clients --show-addresses",
        "clients --by day",
        "traffic --by hour --split-by status",
        "integration-errors",
        "overview",
    ],
)
def test_reports_answer_as_with_care(tmp_path: Path, question: str) -> None:
    lines = [
        NCSA.sample.replace("203.0.113.7", f"10.{12 + number % 3}.0.{number}").replace(
            " 200 ", f" {(200, 404, 502)[number % 3]} "
        )
        for number in range(120)
    ]
    (tmp_path / "access.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "usagestats.toml").write_text(
        '[exclude]\naddresses = ["10.13.0.0/26"]\n', encoding="utf-8"
    )

    def printed(kernel: str) -> str:
        arguments = [
            *question.split(),
            "access.log",
            "--catalog",
            "usagestats.toml",
            "--format",
            "json",
        ]
        environment = {**ENVIRONMENT, "USAGESTATS_KERNEL": kernel}
        outcome = run_in_process(Invocation(arguments, tmp_path, environment))
        assert outcome.exit == 0, outcome.stderr
        return outcome.stdout

    assert '"rows"' in printed("on")
    assert printed("on") == printed("off")
