"""Every command, on logs and on a store, in a folder that has all that they need."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.system.harness import Station, lines

if TYPE_CHECKING:
    from pathlib import Path

CATALOG: Final = """
applications = "applications.csv"
currency = "EUR"
[[products]]
name = "shop"
rules = [{ http_method = "GET", pattern = "/", metric = "hits" }]
[[plans]]
name = "basic"
limits = [{ metric = "hits", value = 20, per = "hour" }]
price = [{ metric = "hits", per_unit = 0.01 }]
"""
IMPORTED: Final = """Metric System Name,Metric Name,Date,Value
hits,Hits,2025-03-01 00:00:00 UTC,10
hits,Hits,2025-03-02 00:00:00 UTC,20
"""
_OF_USAGE: Final = (
    *("overview", "traffic --by hour --split-by app", "averages", "top-apps", "movement"),
    *("response-codes --by day", "latency", "limits", "alerts"),
    *("check-usage --format csv --fail-on requests>1",),
    *("billing", "signups", "integration-errors", "clients --by day", "report"),
    "why traffic --by all --row period_start=2026-05-01",
)
OF_STORE: Final = (
    *(f"{command} --store store" for command in _OF_USAGE),
    *(f"store {command} --store store" for command in ("info", "info --sources", "export")),
)
OF_LOGS: Final = (
    *(f"{command} logs" for command in _OF_USAGE),
    *("top-paths logs", "peaks logs", "clients logs", "requests logs", "requests --rejects logs"),
    *("check logs", "explain logs/one.log:3", "ingest --dry-run logs"),
    *("formats", "config", "init --schema"),
)
CHANGING: Final = (
    *("ingest -q logs", "store compact", "store forget --before 2026-05-01T00:30"),
    *("store forget --application one", "store import old.csv"),
)
INTO_FILES: Final = (
    *("traffic logs -o out/a.csv", "movement logs -o out/a.tsv", "latency logs -o out/a.json"),
    *("clients logs -o out/a.jsonl", "billing logs -o out/a.md", "peaks logs -o out/a.xlsx"),
    *("why traffic logs --by all --row period_start=2026-05-01 -o out/a.parquet",),
    *("latency logs --by hour -o out/a.svg", "response-codes logs --by hour -o out/a.png"),
    *("report logs -o out/a.html", "report logs -o out/b.xlsx", "top-paths logs -o out/b.parquet"),
    *("store export --store store -o out/c.parquet", "billing --store store -o out/c.xlsx"),
    "init logs -o out/a.toml",
)
COUNT: Final = 700


def furnished(folder: Path, store: str = "store") -> Station:
    """Write logs, a catalog, applications and usage to import; the store has half of the lines."""
    for name in ("logs", "out"):
        (folder / name).mkdir()
    (folder / "usagestats.toml").write_text(CATALOG)
    (folder / "applications.csv").write_text("key,name,plan\none,First,basic\n")
    (folder / "old.csv").write_text(IMPORTED)
    station = Station(folder, store)
    for count in (COUNT // 2, COUNT):
        (folder / "logs" / "one.log").write_text("".join(lines("one", 0, count)))
        if count < COUNT:
            assert station.run("ingest", "-q", "logs") == (0, "", "")
    return station


FOREIGN: Final = re.compile(
    r"Traceback|panicked|stack backtrace|\.rs:|\.py\b|os error|\b\w+(?:Error|Exception)\b|Generic |"
    r"object_store|LocalFileSystem|Kernel|Arrow|Parquet error|PAR1|polars|site-packages|0x[0-9a-f]{6}"
)
"""Words of libraries and of Python, which no message of ours has."""
LONGEST: Final = 600


def assert_said_once(outcome: tuple[int, str, str], *codes: int) -> None:
    """Make sure that a command failed, and said so in our one layout: what happened, what to do."""
    code, _, said = outcome
    assert code in codes, outcome
    assert said.startswith("usagestats: "), said
    assert said.count("usagestats: ") == 1, said
    assert FOREIGN.search(said) is None, said
    assert all(line.startswith("  ") for line in said.splitlines()[1:]), said
    assert len(said) < LONGEST, said
