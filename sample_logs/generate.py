"""Write the sample logs, always the same: `python sample_logs/generate.py [FOLDER]`.

They tell one week of one API; README.md in this folder says what each file shows.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Iterator

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
BACKENDS = ("catalog.example.org", "search.example.org")
# requests in each hour of a working day
RHYTHM = (4, 3, 3, 3, 3, 3, 4, 8, 14, 18, 18, 16, 12, 15, 17, 16, 13, 9, 6, 5, 4, 4, 4, 4)
# day of the week: its share of a working day, and the suffix of its file; no log of Friday is left
DAYS = {
    0: (1.0, ".log"),
    1: (1.1, ".log.gz"),
    2: (1.05, ".log.zst"),
    3: (0.9, ".log"),
    5: (0.3, ".log"),
}
BAD_NIGHT = (MONDAY + timedelta(days=3, hours=1), MONDAY + timedelta(days=3, hours=4))


@dataclass(frozen=True)
class Application:
    """Who calls, how it identifies itself, and how often."""

    parameter: str
    credential: str
    weight: int
    agent: str
    user: str = "-"


def applications(chance: random.Random) -> list[Application]:
    """Return a dozen: eight with a user key, two with an app id, a user with a password, nobody."""
    agents = ("okhttp/4.12.0", "python-requests/2.32.3", "curl/8.5.0", "Mozilla/5.0 (X11; Linux)")
    keyed = [
        Application(
            "user_key", f"{chance.getrandbits(128):032x}", 40 // (rank + 1), agents[rank % 4]
        )
        for rank in range(8)
    ]
    named = [
        Application("app_id", "city-map", 9, "city-map/2.1 (Android 15)"),
        Application("app_id", "bus-times", 6, "bus-times/1.4 (iOS 18.4)"),
    ]
    others = [
        Application("", "", 4, "Java-http-client/21.0.3", user="archive"),
        Application("", "", 2, "Mozilla/5.0 (compatible; ExampleBot/1.0)"),
    ]
    return keyed + named + others


# name, account, plan and start of those that registered; the seventh and eighth key never did
REGISTERED = (
    ("Weather Widget", "Sky Labs", "pro", "2025-03-02"),
    ("Open Budget", "Civic Tech Ltd", "pro", "2025-04-11"),
    ("School Finder", "Parents United", "basic", "2025-06-30"),
    ("Tree Register", "City Gardens", "basic", "2025-09-01"),
    ("Noise Map", "Sky Labs", "basic", "2025-11-20"),
    ("Parking Bot", "Civic Tech Ltd", "basic", "2026-05-05"),
)


def registry(callers: list[Application]) -> str:
    """Return applications.csv: keys as their hash, app ids as they are."""
    lines = ["key,id,name,account,plan,state,created_at"]
    for number, (entry, caller) in enumerate(zip(REGISTERED, callers, strict=False), start=101):
        key = hashlib.sha256(caller.credential.encode()).hexdigest()
        name, account, plan, created = entry
        lines.append(f"sha256:{key},{number},{name},{account},{plan},live,{created}")
    lines.append(",city-map,City Map,Civic Tech Ltd,pro,live,2025-03-02")
    lines.append(",bus-times,Bus Times,Transit Friends,basic,live,2025-08-15")
    return "\n".join(lines) + "\n"


def day(chance: random.Random, callers: list[Application], number: int) -> Iterator[str]:
    """Give the lines of a day, in order."""
    for hour, usual in enumerate(RHYTHM):
        count = max(round(usual * DAYS[number][0] * chance.uniform(0.8, 1.2)), 1)
        for second in sorted(chance.randrange(3600) for _ in range(count)):
            time = MONDAY + timedelta(days=number, hours=hour, seconds=second)
            yield line(chance, callers, time)


def line(chance: random.Random, callers: list[Application], time: datetime) -> str:
    """Give one line: virtual host first, then combined, then $request_time."""
    caller = chance.choices(callers, [caller.weight for caller in callers])[0]
    backend = chance.choices(BACKENDS, (3, 2))[0]
    request, status, size = exchange(chance, backend, caller)
    seconds = chance.lognormvariate(-3.2, 0.7)
    if BAD_NIGHT[0] <= time < BAD_NIGHT[1]:
        status, size, seconds = chance.choice((502, 503, 504)), 157, seconds + 5
    address = f"203.0.113.{chance.randrange(1, 60)}"
    return (
        f"{backend}:443 {address} - {caller.user} [{time:%d/%b/%Y:%H:%M:%S} +0000] "
        f'"{request}" {status} {size} "-" "{caller.agent}" {seconds:.3f}\n'
    )


def exchange(chance: random.Random, backend: str, caller: Application) -> tuple[str, int, int]:
    """Return the request line, the status and the size of a usual exchange."""
    number = chance.randrange(100, 999)
    verb = chance.choices(("GET", "POST", "PUT", "DELETE"), (80, 15, 3, 2))[0]
    path = f"/datasets/{number}" if backend == BACKENDS[0] else "/records"
    query = f"?{caller.parameter}={caller.credential}" if caller.parameter else ""
    status = chance.choices((200, 304, 404, 429), (90, 5, 4, 1))[0]
    if not query and caller.user == "-":
        status = 403
    size = {200: chance.randrange(300, 9000), 304: 0}.get(status, 162)
    return f"{verb} {path}{query} HTTP/1.1", status, size


ODD = rb"""# the lines that gateways write on a bad day
192.0.2.1 - - [06/May/2026:09:00:00 +0000] "-" 400 0 "-" "-"
192.0.2.1 - - [06/May/2026:09:00:01 +0000] "" 400 0 "-" "-"
192.0.2.2 - - [06/May/2026:09:00:02 +0000] "\x16\x03\x01\x02" 400 157 "-" "-"
192.0.2.2 - - [06/May/2026:09:00:03 +0000] "PRI * HTTP/2.0" 400 157 "-" "-" "-"
2001:db8::7 - - [06/May/2026:09:00:04 +0000] "GET /notes?q=\x22caf\xC3\xA9\x22&app_id=notes HTTP/1.1" 200 512 "-" "curl/8.5.0"
10.0.0.2, 10.0.0.1, 127.0.0.1 - - [06/May/2026:09:00:05 +0000] "GET /ocelot HTTP/1.1" 200 571 "-" "curl/8.5.0"
unix: - - [06/May/2026:09:00:06 +0000] "GET /status HTTP/1.1" 200 2
192.0.2.3 - frank [06/May/2026:09:00:07 +0000] "GET /old.html" 200 -
192.0.2.4 - ann smith [06/May/2026:09:00:08 +0000] "GET /a b c HTTP/1.1" 404 0 "-" "say \"hi\""
192.0.2.5 [06/May/2026:09:00:09 +0000] "POST /form HTTP/1.1" - 12 "-" "-"

2026/05/06 09:00:10 [error] 31#31: *7 connect() failed while connecting to upstream
192.0.2.6 - - [31/Feb/2026:09:00:11 +0000] "GET /?user_key=0123456789abcdef HTTP/1.1" 200 1 "-" "-"
this is no access-log line, but it has a token=s3cr3t
"""


APICAST = """\
[06/May/2026:09:00:00 +0000] api.example.org:8080 10.1.13.3:36054 "GET /v1/datasets?user_key=8f1d2c3b4a596877 HTTP/1.1" 200 747 (0.100) 0.1
[06/May/2026:09:00:05 +0000] api.example.org:8080 10.1.13.3:36060 "POST /v1/records?user_key=8f1d2c3b4a596877 HTTP/1.1" 201 12 (0.230) 0
[06/May/2026:09:20:00 +0000] api.example.org:8080 ::1:40946 "GET /v1/datasets HTTP/1.1" 403 175 (0.000) 0
[06/May/2026:10:05:00 +0000] partner.example.org:8080 10.1.5.3:33492 "GET /v1/datasets?app_id=partner HTTP/1.1" 200 746 (0.000) \n"""


def main(folder: Path) -> None:
    """Write every file."""
    chance = random.Random(20260504)
    callers = applications(chance)
    gateway = folder / "gateway"
    gateway.mkdir(parents=True, exist_ok=True)
    for number, (_, suffix) in DAYS.items():
        content = "".join(day(chance, callers, number)).encode()
        file = gateway / f"api-{MONDAY + timedelta(days=number):%Y-%m-%d}{suffix}"
        file.write_bytes(compressed(content, suffix))
        if number == 1:
            whole = compressed(content, suffix)
            (folder / "half-read.log.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "applications.csv").write_text(registry(callers), encoding="utf-8")
    (folder / "odd.log").write_bytes(ODD)
    (folder / "apicast.log").write_text(APICAST, encoding="utf-8")


def compressed(content: bytes, suffix: str) -> bytes:
    """Return the content as the suffix of its file promises."""
    if suffix.endswith(".gz"):
        return gzip.compress(content, mtime=0)
    return bytes(zstd.compress(content)) if suffix.endswith(".zst") else content


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
