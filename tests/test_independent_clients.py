"""Clients of real and of made-up logs, as a few lines of plain Python count them."""

from __future__ import annotations

import csv
import gzip
import random
import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(r"(\S+) \S+ \S+ \[([^\]]+)\] ")
PROXY = "10."


def rows_of(folder: Path, *arguments: str) -> list[dict[str, str]]:
    invocation = Invocation(["clients", *arguments, "--format", "csv", "-q"], folder, ENVIRONMENT)
    return list(csv.DictReader(StringIO(run_in_process(invocation).stdout)))


def read(path: Path) -> list[tuple[str, datetime]]:
    """Return the address and the time of each line."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    found = []
    for line in data.decode("utf-8", "replace").splitlines():
        match = LINE.match(line)
        assert match, line
        found.append((match[1], datetime.strptime(match[2], "%d/%b/%Y:%H:%M:%S %z")))
    return found


@pytest.mark.parametrize(
    "name",
    [
        "apache_combined.log",
        pytest.param("nginx_main_half_hour_zone.log.gz", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns"])
def test_clients_of_real_logs_are_counted_and_ranked(real_logs: Path, name: str, zone: str) -> None:
    requests = read(real_logs / name)
    by_day: dict[str, set[str]] = defaultdict(set)
    for address, time in requests:
        by_day[time.astimezone(ZoneInfo(zone)).date().isoformat()].add(address)
    counts = Counter(address for address, _ in requests)

    days = rows_of(real_logs, name, "--by", "day", "--timezone", zone)
    ranked = rows_of(real_logs, name, "--show-addresses", "--all")
    networks = rows_of(real_logs, name, "--all")

    found = {row["period_start"][:10]: int(row["clients"]) for row in days}
    assert found == {day: len(clients) for day, clients in by_day.items()}
    assert {row["client"]: int(row["requests"]) for row in ranked} == counts
    of_networks = Counter(address.rpartition(".")[0] + ".0/24" for address in counts.elements())
    assert {row["client"]: int(row["requests"]) for row in networks} == of_networks


def test_clients_behind_proxies_in_several_sources_with_holes_and_a_change_of_clocks(
    tmp_path: Path,
) -> None:
    chance = random.Random(11)
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Athens"))
    expected: dict[str, set[str]] = defaultdict(set)
    for number, hours in enumerate([(0, 9), (14, 20), (14, 40)]):  # a hole, and two side by side
        lines = []
        for second in sorted(chance.sample(range(hours[0] * 3600, hours[1] * 3600), 400)):
            time = start.astimezone(ZoneInfo("UTC")) + timedelta(seconds=second)
            connection = chance.choice(["10.0.0.1", "10.0.0.2", "198.51.100.5"])
            client = f"203.0.113.{chance.randrange(60)}"
            passed_on = chance.choice(["-", client, f"192.0.2.1, {client}", f"{client}, 10.9.9.9"])
            if connection.startswith(PROXY) and passed_on != "-":
                counted = [one for one in passed_on.split(", ") if not one.startswith(PROXY)][-1]
            else:
                counted = connection
            expected[f"{time.astimezone(start.tzinfo):%Y-%m-%d}"].add(counted)
            lines.append(
                f'{connection} - - [{time:%d/%b/%Y:%H:%M:%S %z}] "GET / HTTP/1.1" 200 1 "-" "a"'
                f' "{passed_on}"\n'
            )
        (tmp_path / f"gateway{number}.log").write_text("".join(lines), encoding="utf-8")
    catalog = 'client = "field:X-Forwarded-For"\ntrusted_proxies = ["10.0.0.0/8"]\n'
    (tmp_path / "usagestats.toml").write_text(catalog, encoding="utf-8")

    logs = [f"gateway{number}.log" for number in range(3)]
    days = rows_of(tmp_path, *logs, "--by", "day", "--timezone", "Europe/Athens")

    found = {row["period_start"][:10]: int(row["clients"]) for row in days}
    assert found == {day: len(clients) for day, clients in expected.items()}
