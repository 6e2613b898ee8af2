"""Every report from the store is, byte for byte, the one from the logs."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.cli.main import app
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow  # every report, from three stores

CATALOG = """
timezone = "Europe/Athens"
currency = "EUR"
log_format = '''$host $remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent "$http_referer" $request_time $upstream_status'''
identify = ["query:user_key", "remote_user"]
applications = "applications.csv"

[[backends]]
name = "items"
methods = ["reads", "writes"]
metrics = ["weight"]
rules = [
  { http_method = "GET", pattern = "/", metric = "reads" },
  { http_method = "POST", pattern = "/", metric = "writes" },
  { http_method = "GET", pattern = "/heavy", metric = "weight", delta = 7 },
  { http_method = "GET", pattern = "/", metric = "hits" },
]

[[products]]
name = "shop"
hosts = ["shop.example.org"]
backends = [{ name = "items", path = "/v1" }]
methods = ["searches"]
rules = [{ http_method = "GET", pattern = "/v1/items?q={q}", metric = "searches" }]

[[products]]
name = "rest"
methods = ["calls"]
rules = [{ http_method = "GET", pattern = "/v2", metric = "calls" }]

[[plans]]
name = "basic"
limits = [
  { metric = "hits", value = 3, per = "minute" },
  { metric = "hits", value = 40, per = "day" },
  { metric = "reads", backend = "items", value = 9, per = "hour" },
  { metric = "calls", value = 12, per = "week" },
]
price = [
  { flat = 3 },
  { metric = "hits", included = 9, per_unit = 0.005 },
  { metric = "weight", tiers = [{ from = 1, to = 20, per_unit = 0.1 }, { from = 21, per_unit = 0 }] },
  { metric = "calls", per_unit = 1 },
]

[exclude]
paths = ["/healthz"]
"""
APPLICATIONS = """key,id,name,account,plan,created_at
k0,app-0,Nought,Acme,basic,2026-03-01
k1,app-1,One,Acme,basic,2026-03-28
k2,app-2,Two,Bolt,,2026-03-30
"""
ZONES = ("UTC", "Europe/Athens", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham")
RANGES = (
    *("2026-03-29", "2026-03", "2026", "2026-W13", "2026-03-28..", "..2026-03-30", "2025"),
    *("2026-03-28T10:00..2026-03-29T03:15", "last-3-days", "this-month", "last-24-hours"),
    *("2026-04", "2026-03-31..2026-04-01", "2026-03-31T20:00..2026-04-01T04:00"),
)


def log_of(chance: random.Random, day: str, count: int) -> str:
    """Make a log of a day, in order of time: in two zones, with what cannot be counted."""
    lines = []
    for second in sorted(chance.sample(range(86_400), count)):
        time = f"{day}:{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        zone = chance.choice(["+0000", "+0000", "+0330"])
        key = chance.choice(["user_key=k0", "user_key=k1", "user_key=k2", "user_key=x&q=1", "q=2"])
        path = chance.choice(["/v1/items", "/v1/heavy", "/v2/a", "/v1", "/healthz", "/else"])
        request = f"{chance.choice(['GET', 'GET', 'POST', 'PUT'])} {path}?{key} HTTP/1.1"
        status = chance.choice([200, 200, 200, 201, 404, 401, 429, 503])
        upstream = "-" if status in {401, 429} else str(status)
        host = chance.choice(["shop.example.org", "shop.example.org", "www.example.org"])
        user = chance.choice(["-", "-", "bob"])
        size, duration = (
            chance.randrange(9_000),
            chance.choice(["-", "0.000", "0.032", "1.5", "60"]),
        )
        lines.append(
            f'{host} 203.0.113.7 - {user} [{time} {zone}] "{request}" {status} {size} "-"'
            f" {duration} {upstream}"
        )
    lines[7] = "no request"
    lines[8] = lines[8].replace('"GET', '"-').replace('"POST', '"-')
    return "\n".join([*lines, "", ""])


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield monkeypatch


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with logs of four days around a change of clocks, a catalog and a store of them."""
    folder: Path = tmp_path_factory.mktemp("same")
    (folder / "usagestats.toml").write_text(CATALOG, encoding="utf-8")
    (folder / "applications.csv").write_text(APPLICATIONS, encoding="utf-8")
    (folder / "logs").mkdir()
    chance = random.Random(6)
    for day in ("28/Mar", "29/Mar", "31/Mar", "01/Apr"):
        text = log_of(chance, f"{day}/2026", 250)
        (folder / "logs" / f"{day[3:]}-{day[:2]}.log").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def stores(place: Path) -> dict[str, Path]:
    """The logs in three stores: in one commit, in many, and in many added up."""
    logs = place / "logs"
    paths = {name: place / name.replace(" ", "-") for name in ("whole", "in parts", "compacted")}
    run("ingest", str(logs), "--store", str(paths["whole"]), *catalog(place))
    for name in ("in parts", "compacted"):
        growing = place / f"growing-{name[:2]}"
        growing.mkdir()
        for log in sorted(logs.iterdir()):
            lines = log.read_bytes().splitlines(keepends=True)
            for end in (30, 31, 120, len(lines)):
                (growing / log.name).write_bytes(b"".join(lines[:end]))
                run("ingest", str(growing), "--store", str(paths[name]), *catalog(place))
    run("store", "compact", "--store", str(paths["compacted"]))
    return paths


def catalog(place: Path) -> list[str]:
    return ["--catalog", str(place / "usagestats.toml")]


def run(*arguments: str) -> None:
    app([*arguments, "-q"], standalone_mode=False)


def optional(name: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), values.map(lambda value: [name, value]))


COMMON = st.tuples(
    optional("--range", st.sampled_from(RANGES)), optional("--timezone", st.sampled_from(ZONES))
)
NAMED = st.tuples(
    optional("--product", st.sampled_from(["shop", "rest", "(none)"])),
    optional("--backend", st.sampled_from(["items", "rest", "(product)"])),
    optional("--app", st.sampled_from(["One", "app-0", "bob", "nobody"])),
    optional("--plan", st.just("basic")),
    optional("--account", st.sampled_from(["Acme", "Bolt"])),
    optional("--status", st.sampled_from(["200", "4xx", "none"])),
    optional("--counting", st.sampled_from(["matched", "authorized"])),
)
OF_LIMITS = st.tuples(
    optional("--product", st.sampled_from(["shop", "rest"])),
    optional("--backend", st.just("items")),
    optional("--plan", st.just("basic")),
    optional("--account", st.sampled_from(["Acme", "Bolt"])),
)
FILTERS = st.one_of(st.just(()), NAMED)  # without names, only the months of the range are read
SPLITS = optional(
    "--split-by",
    st.sampled_from(["product", "backend", "app", "plan,account", "status", "status,app,backend"]),
)
SPLITS_BUT_STATUS = optional("--split-by", st.sampled_from(["product", "account,backend"]))
MEASURES = optional(
    "--measure", st.sampled_from(["bytes", "p50", "p99", "p50,bytes,p99", "p95,usage"])
)
TOP = optional("--top", st.sampled_from(["1", "2", "3"]))
GRANULARITIES = optional("--by", st.sampled_from(["hour", "day", "week", "month", "year", "all"]))
FLAGS = st.lists(st.sampled_from(["--long", "--dense"]), unique=True)
COMPARED = st.sampled_from([[], ["--compare", "previous"]])
CONDITIONS = (
    *("requests<5", "error_rate>10%", "404>0", "5xx>=2%", "p95>200ms", "bytes>1kB", "weight>70"),
    *("requests<50% of previous", "error_rate>100% of previous", "age>2h", "reads>=1"),
)
CHECKED = st.tuples(
    st.lists(st.sampled_from(CONDITIONS), min_size=1, max_size=3).map(
        lambda texts: [word for text in texts for word in ("--fail-on", text)]
    ),
    optional("--split-by", st.sampled_from(["product", "backend", "app", "account,backend"])),
)
BILLED = st.tuples(
    optional(
        "--range", st.sampled_from(["2026-03", "2026", "2026-03..", "this-month", "2026-W13"])
    ),
    optional("--timezone", st.sampled_from(ZONES)),
    optional("--by", st.sampled_from(["line", "application", "account"])),
)
REPORTS = st.one_of(
    st.tuples(
        st.just(["clients", "--columns", "period_start,partial,requests,applications"]),
        GRANULARITIES.filter(bool),
        SPLITS,
        COMMON,
        NAMED.map(lambda options: options[:-1]),  # requests are counted, whatever --counting says
    ),
    st.tuples(
        st.just(["traffic"]), GRANULARITIES, SPLITS, MEASURES, FLAGS, COMPARED, COMMON, FILTERS
    ),
    st.tuples(
        st.just(["traffic"]),
        st.sampled_from(["app", "status,app", "backend"]).map(lambda key: ["--split-by", key]),
        TOP,
        GRANULARITIES,
        MEASURES,
        COMPARED,
        COMMON,
        FILTERS,
    ),
    st.tuples(st.just(["traffic", "--wide", "app"]), TOP, GRANULARITIES, MEASURES, COMMON, FILTERS),
    st.tuples(
        st.just(["traffic"]),
        st.sampled_from(["app", "backend", "status"]).map(lambda key: ["--wide", key]),
        optional("--metric", st.sampled_from(["hits", "reads"])),
        GRANULARITIES,
        MEASURES,
        COMMON,
        FILTERS,
    ),
    st.tuples(
        st.just(["averages"]),
        optional("--by", st.sampled_from(["weekday", "hour"])),
        SPLITS,
        COMMON,
        FILTERS,
    ),
    st.tuples(st.just(["top-apps", "--all"]), COMMON, FILTERS),
    st.tuples(
        st.just(["latency"]),
        optional("--split-by", st.sampled_from(["metric", "app,metric", "status", "backend"])),
        optional("--by", st.sampled_from(["hour", "day", "month", "all"])),
        optional("--min-requests", st.just("5")),
        COMMON,
        FILTERS,
    ),
    st.tuples(
        st.just(["movement"]),
        optional("--metric", st.sampled_from(["hits", "reads"])),
        TOP,
        COMMON,
        FILTERS,
    ),
    st.tuples(
        st.just(["response-codes"]),
        GRANULARITIES,
        SPLITS_BUT_STATUS,
        optional("--wide", st.just("status")),
        COMMON,
        FILTERS,
    ),
    st.tuples(st.just(["limits"]), COMMON, OF_LIMITS),
    st.tuples(st.just(["alerts"]), COMMON, OF_LIMITS),
    st.tuples(st.just(["billing"]), BILLED, OF_LIMITS),
    st.tuples(st.just(["check-usage"]), CHECKED, COMMON, FILTERS),
    st.tuples(st.just(["signups"]), COMMON),
    st.tuples(st.just(["overview"]), COMMON, FILTERS),
    st.tuples(st.just(["integration-errors"]), COMMON, optional("--product", st.just("shop"))),
)


def flat(words: object) -> list[str]:
    return [words] if isinstance(words, str) else [one for part in words for one in flat(part)]  # type: ignore[attr-defined]


@settings(max_examples=examples(120))
@given(REPORTS.map(flat))
def test_the_stores_and_the_logs_say_the_same(
    place: Path, stores: dict[str, Path], monkeypatch_module: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch_module.setenv("USAGESTATS_NOW", "2026-04-01T12:00:00+00:00")
    from_logs = report(place, *words, str(place / "logs"))

    for name, store in stores.items():
        assert (name, report(place, *words, "--store", str(store))) == (name, from_logs)


def report(place: Path, *words: str) -> bytes:
    output = place / "report.csv"
    output.unlink(missing_ok=True)
    try:
        run(*words, "-o", str(output), *catalog(place))
    except UsageError as error:  # nobody is registered by the name of --app
        return str(error).encode()
    return output.read_bytes()
