"""What all given formats have in common: mistakes, files, hostile lines, other processes."""

from __future__ import annotations

import contextlib
import pickle
from pathlib import Path
from time import perf_counter

import pytest

from tests.logs.pasted.given import given
from usagestats.errors import UsageError
from usagestats.logs.formats import FORMATS, NAMES
from usagestats.logs.pasted.pasted_format import pasted_format
from usagestats.logs.readers.log_format import NoRequestError

NGINX = '$remote_addr [$time_local] "$request" $status "$http_user_agent" $http_x_forwarded_for $a'
FORMS = {
    "nginx": NGINX,
    "nginx, not escaped": f"log_format x escape=none '{NGINX}';",
    "nginx, JSON escapes": f"log_format x escape=json '{NGINX} \"$b\"';",
    "nginx, unquoted": "$time_iso8601 $request $http_user_agent $status $upstream_status $a",
    "nginx, adjacent": "$msec $scheme://$host$request_uri $request_method $uri$is_args$args $status",
    "apache": '%a %t %r "%{User-Agent}i" %>s "%{X}i" %U%q',
    "envoy": '%START_TIME% "%REQ(USER-AGENT)%" "%REQ(:METHOD)% %REQ(:PATH)%" %RESPONSE_CODE% "%REQ(X)%"',
    "envoy, more": '%START_TIME% "%REQ(USER-AGENT)%" %REQ(:METHOD)% "%REQ(:PATH)%" %RESPONSE_CODE% %REQ(X)%',
    "haproxy": "%ci:%cp [%tr] %b/%s %ST %hr %hs %{+Q}r %[src]",
}
FILLINGS = [
    '"',
    "a",
    " ",
    '" ',
    "\\",
    ", ",
    '" "',
    "1 ",
    ":1",
    "/?",
    " 200 ",
    "{}",
    "[",
    "x HTTP/1",
    '" " "',
    '" x ',
    '" 200 ',
]


@pytest.mark.parametrize("text", ["combined", "main", *FORMATS])
def test_a_name_is_one_of_those_built_in(text: str) -> None:
    assert given(f" {text} ") is FORMATS[NAMES[text]]


@pytest.mark.parametrize("name", FORMS)
def test_a_format_goes_to_other_processes(name: str) -> None:
    log_format = given(FORMS[name])

    sent = pickle.loads(pickle.dumps(log_format))  # noqa: S301  (our own)

    assert sent.read_line(log_format.sample) == log_format.read_line(log_format.sample)


@pytest.mark.parametrize("name", FORMS)
def test_no_line_takes_long(name: str) -> None:
    log_format = given(FORMS[name])
    cuts = (0, len(log_format.sample) // 3, len(log_format.sample) // 2, -9, len(log_format.sample))
    slowest = ""
    longest = 0.0
    for filling in FILLINGS:
        for cut in cuts:
            line = (
                log_format.sample[:cut]
                + filling * (100_000 // len(filling))
                + log_format.sample[cut:]
            )
            started = perf_counter()
            with contextlib.suppress(NoRequestError):
                log_format.read_line(line)
            if (took := perf_counter() - started) > longest:
                longest, slowest = took, f"{filling!r} at {cut}"

    assert longest < 0.5, slowest


@pytest.mark.parametrize(
    ("text", "what", "pointed_at", "hint"),
    [
        ("apicst", "no such log format: apicst", None, "did you mean 'apicast'?"),
        ("", "no such log format: (nothing)", None, "give a name"),
        ('json:{"time": ts}', "it is no JSON object", "t", "write: json:"),
        (f"$scheme$host {NGINX}", "nothing tells where the part before it ends", "$host", "between them"),
        ("[$time_local] $ x", "a $ without the name of a variable", "$", "$name or ${name}"),
        ('$remote_addr "$request" $status', "a format without a time", None, "add $time_local"),
        ('[$time_local] "$request"', "a format without a status", None, "add $status"),
        ("[$time_local] $uri $status", "a format without a request", None, 'add "$request"'),
        ("log_format x escape=jsn '$msec';", "no such escape: jsn", "jsn", "default, json, none"),
        ("log_format x '$msec", "a quotation mark that is never closed", "'", ""),
        ("log_format x ;", "log_format without a format", "log_format", ""),
        ('{"time":"$msec" "status":$status}', "it is no JSON: expecting ',' delimiter", '"', "JSON object"),
        ('{"time":"$msec","status":$status}', "a format without a request", None, 'add "$request"'),
        ('%h %t "%r" %>z', "no such directive: %z", "%>z", "the directives are %a"),
        ('%h %t "%r" %M', "no such directive: %M", "%M", "did you mean '%m'?"),
        ("%h %i", "%i without a name", "%i", "%{Name}i"),
        ("%h % x", "no directive", "% ", "%%"),
        ("%h %{%Q}t", "no such directive of strftime: %Q", "%Q", ""),
        ("%h %{min}T", "no such unit: min", "min", "the units are s, ms, us"),
        ("[%START_TIME%] %RESPONSE_COD%", "no such operator: RESPONSE_COD", "RESPONSE_COD", "did you mean 'RESPONSE_CODE'?"),
        ("[%START_TIME%] %REQ(:METHODE)%", "no such header: :METHODE", ":METHODE", "did you mean ':METHOD'?"),
        ("[%START_TIME%] %REQ%", "%REQ% without its argument", "%REQ%", "%REQ(…)%"),
        ("[%START_TIME%] %REQ(A", "no operator", "%REQ(A", "%NAME(ARGUMENT)%"),
        ("[%START_TIME(%Q)%]", "no such directive of strftime: %Q", "%Q", ""),
        ('{"t":"%START_TIME(%y%j)%","m":"%REQ(:METHOD)%"}', "a format without a time", None, "add %START_TIME%"),
        ('{"t":"%START_TIME(%d.%m.%Y %T)%","m":"%REQ(:METHOD)%"}', "a time that is not read from JSON", "%START_TIME(%d.%m.%Y %T)%", "%Y-%m-%dT"),
        ("%ci %tr %HX", "no such variable: %HX", "HX", "did you mean"),
        ("%ci %tr %[src", "no ] to this [", "[", "%[expression]"),
        ("%{+json}o %ci", "+json is not read", "+json", "json:{…}"),
        ("%{*Q}r %ci", "no such flag: *Q", "*Q", "+Q"),
        ('log-format "%ci', "a quotation mark that is never closed", '"%ci', ""),
        ("$context.requestId", "the format of AWS API Gateway cannot be pasted", None, "aws-api-gateway-json"),
        ("no/such.conf:main", "no such file: no/such.conf", None, "FILE:NAME"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_pointed_at(
    text: str, what: str, pointed_at: str | None, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        given(text)

    assert error.value.what.startswith(what)
    assert error.value.where == "--log-format"
    excerpt = error.value.excerpt
    assert (excerpt and excerpt.text[excerpt.start : excerpt.end]) == pointed_at
    assert hint in (error.value.hint or "")


def test_the_line_and_the_part_around_the_mistake_are_shown() -> None:
    long = f"log_format x '{NGINX} {NGINX}'\n\t'{NGINX} $time_local {NGINX} $ ';"

    with pytest.raises(UsageError) as error:
        given(long)

    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text.startswith("…")
    assert excerpt.text[excerpt.start : excerpt.end] == "$"
    assert len(excerpt.text) < 100


CONF = """
http {
    # log_format old '$msec';
    log_format  main  '$msec $request_method '  # the request
                      '$request_uri $status';
    log_format other escape=json '{"t":"$msec","r":"$request","s":"$status"}';
    access_log /var/log/nginx/access.log main;
}
"""
HTTPD = """
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\
        %D" combined
    LogFormat "%a %t \\"%r\\" %s" short
</IfModule>
"""
PROXY = """
frontend www
    log-format "%ci [%tr] %ST %{+Q}r" # ours
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nginx.conf:main", "nginx log_format"),
        ("nginx.conf:other", "nginx log_format"),
        ("httpd.conf:combined", "Apache LogFormat"),
        ("httpd.conf:short", "Apache LogFormat"),
        ("proxy.cfg:www", "HAProxy log-format"),
        ("proxy.cfg", "HAProxy log-format"),
    ],
)
def test_a_format_is_found_in_a_file(tmp_path: Path, text: str, name: str) -> None:
    _write(tmp_path)

    log_format = pasted_format(text, "--log-format", tmp_path)

    assert log_format.name == name
    assert log_format.read_line(log_format.sample)["path"] == "/v1/items"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("nginx.conf", "several log formats in", "write nginx.conf:NAME; there are main, other"),
        (
            "nginx.conf:mian",
            "no log format mian in",
            "did you mean 'main'?\nfiles that it includes",
        ),
        ("empty.conf", "no log format in", "includes are not followed"),
    ],
)
def test_a_file_may_not_have_it(tmp_path: Path, text: str, what: str, hint: str) -> None:
    _write(tmp_path)

    with pytest.raises(UsageError, match=what) as error:
        pasted_format(text, "--log-format", tmp_path)

    assert hint in (error.value.hint or "")


def _write(folder: Path) -> None:
    for name, text in (
        ("nginx.conf", CONF),
        ("httpd.conf", HTTPD),
        ("proxy.cfg", PROXY),
        ("empty.conf", ""),
    ):
        (folder / name).write_text(text)
