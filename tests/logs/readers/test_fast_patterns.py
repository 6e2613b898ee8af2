from __future__ import annotations

import pickle
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of, read_fast
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.envoy import ENVOY
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.squid import SQUID
from usagestats.logs.read_chunk import ChunkRead, read_chunk

UTC = ZoneInfo("UTC")
ISTIO = ENVOY.sample.replace("200 -", '200 - via_upstream - "-"') + " outbound|80||x - - - - -"
ODD_AGENT = ENVOY.sample.replace("curl/8.5.0", 'a "quoted" agent')


def read(lines: list[str], name: str, columns: set[str]) -> ChunkRead:
    return read_chunk(chunk_of("\n".join(lines).encode(), FORMATS[name], columns), UTC)


def test_lines_of_several_patterns_and_careful_ones_stay_in_order() -> None:
    lines = [ISTIO, "x", ENVOY.sample, ODD_AGENT, ISTIO]

    found = read(lines, "envoy", {"line", "service", "upstream_status", "user_agent"}).requests

    assert found.select("line", "service", "upstream_status", "user_agent").rows() == [
        (1, "outbound|80||x", 200, "curl/8.5.0"),
        (3, None, None, "curl/8.5.0"),
        (4, None, None, 'a "quoted" agent'),
        (5, "outbound|80||x", 200, "curl/8.5.0"),
    ]


def test_further_fields_are_read_on_both_paths() -> None:
    columns = {"line", "field:upstream_host", "field:nothing", "field:request_id", "field:zone"}

    found = read([ODD_AGENT, ENVOY.sample], "envoy", columns).requests

    assert found.columns == ["line", "time", *sorted(columns - {"line"})]
    assert found["field:upstream_host"].to_list() == ["10.0.0.9:8000"] * 2
    assert found["field:nothing"].null_count() == found["field:zone"].null_count() == 2


def test_a_tunnel_names_a_host_and_no_path() -> None:
    line = SQUID.sample.replace(
        "GET http://api.example.org/v1/items", "CONNECT api.example.org:443"
    )

    fast = read_fast(SQUID, line.encode(), ["time", "http_method", "path"])

    assert fast.accepted == [True]
    assert fast.requests.row(0)[1:] == ("CONNECT", "api.example.org:443")


@pytest.mark.parametrize("zones", [["+0200", "-0330"], ["+0200", "+0200"], ["+0200"]])
def test_lines_may_have_several_zones(zones: list[str]) -> None:
    lines = ["no request", *(NCSA.sample.replace("+0000", zone) for zone in zones)]

    times = read(lines, "ncsa", {"user_agent"}).requests["time"]

    hours = {"+0200": 8 * 60 + 15, "-0330": 13 * 60 + 45}
    assert [time.hour * 60 + time.minute for time in times] == [hours[zone] for zone in zones]


def test_formats_can_go_to_other_processes() -> None:
    for log_format in FORMATS.values():
        assert pickle.loads(pickle.dumps(log_format)).name == log_format.name  # noqa: S301
