from __future__ import annotations

from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS

NCSA = FORMATS["ncsa"].sample
KONG = FORMATS["kong-json"].sample
JSON = FORMATS["json"].sample
IIS = "#Fields: date time cs-method cs-uri-stem sc-status"
ROW = "2026-05-04 10:15:30 GET / 200"


def names_tried(*lines: str) -> set[str]:
    detection = detect(["\n".join(lines).encode()])
    return {one.name for one in detection.mixture.formats}


def test_unmistakable_formats_are_tried_whatever_the_sample_held() -> None:
    tried = names_tried(NCSA)

    assert {"kong-json", "haproxy", "gin", "squid", "aws-alb"} <= tried
    assert tried.isdisjoint({"json", "ltsv", "w3c", "aws-cloudfront", "tyk-pump-csv"})
    assert tried.isdisjoint({"ncsa", "ingress-nginx"})  # the main format reads all of their lines


def test_general_names_and_rows_are_tried_where_the_sample_held_them() -> None:
    assert "json" in names_tried(NCSA, NCSA, JSON)
    assert "w3c" in names_tried(NCSA, NCSA, NCSA, IIS, ROW)


def test_lines_of_other_formats_count_as_understood() -> None:
    detection = detect([f"{NCSA}\n{KONG}\n{JSON}\nrubbish".encode()])

    assert detection.is_certain
    assert detection.share == "1 of 4 sampled lines fit, 1 is kong-json, 1 is json"


def test_a_particular_format_is_the_main_one_beside_lines_of_a_general_one() -> None:
    envoy, caddy = FORMATS["envoy-json"].sample, FORMATS["caddy-json"].sample

    detection = detect(["\n".join([envoy] * 5 + [caddy]).encode()])

    assert detection.format_name == "envoy-json"
    assert detection.others == (("caddy-json", 1),)


def test_a_format_that_is_given_is_the_only_one() -> None:
    detection = detect([f"{NCSA}\n{KONG}\n{KONG}".encode()], only=FORMATS["ncsa"])

    assert detection.is_certain
    assert detection.mixture.formats == ()
    assert not detect([KONG.encode()], only=FORMATS["ncsa"]).is_certain
