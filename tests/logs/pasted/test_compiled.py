"""Pasted formats that begin as a known one are read by its fast path."""

from __future__ import annotations

import pytest

from tests.chunks import takes_fast
from tests.logs.pasted.given import given
from usagestats.errors import UsageError

COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
    ' "$http_referer" "$http_user_agent"'
)
LINE = '192.0.2.1 - ann [04/May/2026:10:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 5 "-" "curl/8"'


def test_what_begins_like_the_ncsa_family_of_nginx_is_read_fast() -> None:
    assert takes_fast(given(COMBINED + " $request_time"), {"path", "user_agent", "duration_ms"})
    assert takes_fast(given(COMBINED + " $host"), {"path", "status"})
    assert not takes_fast(given(COMBINED + " $host"), {"host"})


def test_the_rest_of_a_line_may_be_another() -> None:
    row = given(COMBINED + " rt=$request_time x=$api_key").read_line(LINE)

    assert (row["path"], row["user_agent"], row["duration_ms"]) == ("/a", "curl/8", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[$time_local] $target_host:$server_port $remote_addr:$remote_port "$request" $status $body_bytes_sent ($request_time) $post_action_impact', "apicast"),
        ("log_format time '[$time_local] $host:$server_port $remote_addr:$remote_port \"$request\" $status $body_bytes_sent ($request_time) $post_action_impact';", "apicast"),
        (COMBINED + " $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id", "ingress-nginx"),
        (COMBINED, "nginx log_format"),
    ],
)  # fmt: skip
def test_what_is_built_in_is_recognised(text: str, name: str) -> None:
    assert given(text).name == name


def test_a_name_that_is_nearly_known_is_pointed_at_where_something_is_missing() -> None:
    text = '$remote_addr [$time_local] "$request" $sttus $geo'
    with pytest.raises(UsageError) as caught:
        given(text)

    assert caught.value.what == "unknown name: sttus"
    assert caught.value.hint == "did you mean 'status'?"
    assert caught.value.excerpt is not None
    assert text[caught.value.excerpt.start : caught.value.excerpt.end] == "$sttus"


@pytest.mark.parametrize(
    "text",
    [
        '%h %l %u %t "%r" %>s %b',
        '%h %l %u %t "%r" %s %b "%{Referer}i" "%{User-agent}i"',
        'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined',
        'apache:%a - %u [%{%d/%b/%Y:%H:%M:%S %z}t] "%r" %>s %b',
    ],
)
def test_what_begins_like_the_ncsa_family_of_apache_is_read_fast(text: str) -> None:
    assert takes_fast(given(text), {"path", "remote_user", "status"})


def test_of_several_parts_for_a_column_the_lowest_rank_counts() -> None:
    row = given('[$msec] $time_iso8601 "$request" $status $bytes_sent $body_bytes_sent').read_line(
        '[1777889730.250] 2000-01-01T00:00:00Z "GET /a HTTP/1.1" 200 712 512'
    )

    assert row["time"].microsecond == 250_000
    assert (row["response_bytes"], row["fields"]["bytes_sent"]) == (512, "712")


def test_fields_of_one_name_give_the_first() -> None:
    row = given('$msec "$request" $status $a-$a').read_line(
        '1777889730.250 "GET / HTTP/1.1" 200 x-y'
    )

    assert row["fields"] == {"a": "x"}


def test_the_sample_is_a_line_of_the_format() -> None:
    log_format = given('$msec "$request" $status $upstream_status')

    assert log_format.sample == '1777889730.123 "GET /v1/items?page=2 HTTP/1.1" 200 502, 200'
    assert log_format.read_line(log_format.sample)["upstream_status"] == 200
