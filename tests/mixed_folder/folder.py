"""A folder of mixed, damaged and copied logs, made from requests that are known before.

python -m tests.mixed_folder.folder FOLDER SEED > truth.csv
"""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import sys
import zlib
from datetime import timedelta
from pathlib import Path

from tests.mixed_folder import lines as write
from tests.mixed_folder.lines import PUT_BACK
from tests.mixed_folder.maker import MadeFile, Maker, text_of, truth_of

COLUMNS = ("hour", "application", "status", "requests", "hits", "metadata", "datastore")


def make_folder(folder: Path, files: list[MadeFile]) -> list[MadeFile]:
    """Write files below a folder."""
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    return files


def files_of(seed: int) -> list[MadeFile]:
    """Make all files of a folder; the same seed makes the same ones."""
    maker = Maker(seed)
    return [
        *_rotated_by_number(maker),
        *_rotated_by_date(maker),
        *_damaged(maker),
        *_wrapped(maker),
        *_with_headers(maker),
        *_mixed(maker),
        *_without_offset(maker),
        *_of_one_format(maker),
        *_tiny(maker),
        MadeFile("notes.txt", b"A poem.\nIt has no requests.\n" * 200),
        MadeFile("error.log", b"2026/10/23 10:00:00 [error] 7#7: *1 open() failed\n" * 100),
        MadeFile("empty.log", b""),
    ]


def _rotated_by_number(maker: Maker) -> list[MadeFile]:
    """Return rotated logs with copies of them; the last line of the newest has no newline."""
    oldest, older, newest = (maker.requests() for _ in range(3))
    content = text_of(map(write.combined, older))
    half = content[: content.index(b"\n", len(content) // 2) + 1]
    return [
        MadeFile("access.log", text_of(map(write.combined, newest))[:-1], newest),
        MadeFile("access.log.1", content, older),
        MadeFile("access.log.1.gz", gzip.compress(content), older, is_copy=True),
        MadeFile("backup/access.log", half, older[: half.count(b"\n")], is_copy=True),
        MadeFile("access.log.2.gz", gzip.compress(text_of(map(write.combined, oldest))), oldest),
    ]


def _rotated_by_date(maker: Maker) -> list[MadeFile]:
    """Return daily logs with line ends of Windows, and with a hole of NUL bytes."""
    first, second = maker.requests(), maker.requests()
    lines = [f"{write.vhost(one)}\n" for one in second]
    hole = "\0" * 20_000
    return [
        MadeFile("shop-20261021.log", text_of(map(write.vhost, first), "\r\n"), first),
        MadeFile("shop-20261022.log", "".join([*lines[:70], hole, *lines[70:]]).encode(), second),
    ]


def _damaged(maker: Maker) -> list[MadeFile]:
    """Return a cut gzip file, bytes that are no UTF-8, and UTF-16."""
    cut, latin, wide = (maker.requests() for _ in range(3))
    packed = gzip.compress(text_of(map(write.combined, cut)))
    packed = packed[: len(packed) * 2 // 3]
    whole = zlib.decompressobj(wbits=31).decompress(packed).count(b"\n")
    odd = text_of(map(write.combined, latin)).replace(b"curl/8", b"caf\xe9 \xff\xfe")
    return [
        MadeFile("cut.log.gz", packed, cut[:whole]),
        MadeFile("latin.log", odd, latin),
        MadeFile(
            "windows.log",
            text_of(map(write.combined, wide), "\r\n").decode().encode("utf-16"),
            wide,
        ),
    ]


def _wrapped(maker: Maker) -> list[MadeFile]:
    """Return logs of Docker and of Kubernetes, with lines in two parts, and of syslog."""
    docker, pod, syslog = (maker.requests() for _ in range(3))
    stamp = "2026-10-28T00:00:00.123456789Z"

    def in_docker(text: str) -> str:
        return json.dumps({"log": text, "stream": "stdout", "time": stamp})

    return [
        MadeFile(
            "docker/0123-json.log",
            text_of(
                maker.in_parts(
                    map(write.combined, docker), in_docker, lambda end: in_docker(end + "\n")
                )
            ),
            docker,
        ),
        MadeFile(
            "pods/api/0.log",
            text_of(
                maker.in_parts(
                    map(write.caddy, pod),
                    f"{stamp} stdout P {{}}".format,
                    f"{stamp} stdout F {{}}".format,
                )
            ),
            pod,
        ),
        MadeFile("syslog", text_of(map(write.in_syslog, syslog)), syslog),
    ]


def _with_headers(maker: Maker) -> list[MadeFile]:
    """Return a log of IIS with other columns from the middle on, and one of CloudFront."""
    before, after, cdn = maker.requests(), maker.requests(), maker.requests(has_users=False)
    lines = [write.IIS_FIELDS, *map(write.iis, before)]
    lines += [write.IIS_FIELDS_CHANGED, *map(write.iis_changed, after)]
    packed = gzip.compress(text_of([write.CLOUDFRONT_FIELDS, *map(write.cloudfront, cdn)]))
    return [
        MadeFile("iis/u_ex261023.log", text_of(lines, "\r\n"), before + after),
        MadeFile("cdn/E1EXAMPLE.2026-10-23-10.0a1b2c3d.gz", packed, cdn),
    ]


def _mixed(maker: Maker) -> list[MadeFile]:
    """Return logs among the lines of an application, and logs of several formats."""
    few, most, before, after = (maker.requests() for _ in range(4))
    balancers = maker.requests(has_users=False)
    among_few = maker.among_foreign(map(write.combined, few), 1)
    among_most = maker.among_foreign(map(write.combined, most), 5)
    changed = [*map(write.combined, before), *map(write.kong, after)]
    both = maker.in_forms(balancers, [write.elb, write.alb])
    return [
        MadeFile("app.log", text_of(among_few), few),
        MadeFile("app-debug.log", text_of(among_most), most),
        MadeFile("changed.log", text_of(changed), before + after),
        MadeFile("balancers.log", text_of(both), balancers),
    ]


def _without_offset(maker: Maker) -> list[MadeFile]:
    """Return logs that write no offset, of the night on which clocks are put back."""
    evening = PUT_BACK - timedelta(hours=3)
    proxy, both, api = (maker.requests(start=evening, has_users=False) for _ in range(3))
    forms = [*[write.haproxy] * 3, write.haproxy_in_syslog]
    return [
        MadeFile("haproxy.log", text_of(map(write.haproxy, proxy)), proxy),
        MadeFile("haproxy-both.log", text_of(maker.in_forms(both, forms)), both),
        MadeFile("gin.log", text_of(maker.among_foreign(map(write.gin, api), 1)), api),
    ]


def _of_one_format(maker: Maker) -> list[MadeFile]:
    labelled, json_lines, gateway = (
        maker.requests(),
        maker.requests(),
        maker.requests(has_users=False),
    )
    packed = bz2.compress(text_of(map(write.nginx_json, json_lines)))
    return [
        MadeFile("ltsv.log", text_of(map(write.ltsv, labelled)), labelled),
        MadeFile("nginx.json.bz2", packed, json_lines),
        MadeFile("apicast.log", text_of(map(write.apicast, gateway)), gateway),
    ]


def _tiny(maker: Maker) -> list[MadeFile]:
    """Return two small logs of two gateways that are equal, and yet no copies."""
    pings = maker.requests(count=3)
    content = text_of(map(write.combined, pings))
    return [MadeFile(f"{edge}/ping.log", content, pings) for edge in ("edge-a", "edge-b")]


if __name__ == "__main__":
    rows = truth_of(make_folder(Path(sys.argv[1]), files_of(int(sys.argv[2]))))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*key, *values] for key, values in sorted(rows.items()))
