"""The common ground of all given formats: mistakes, files, hostile lines, other processes."""

from __future__ import annotations

import pickle

import pytest

from tests.logs.pasted.given import FORMS, NGINX, given
from usagestats.errors import UsageError
from usagestats.logs.formats import FORMATS, NAMES


@pytest.mark.parametrize("text", ["combined", "main", *FORMATS])
def test_a_name_is_one_of_those_built_in(text: str) -> None:
    assert given(f" {text} ") is FORMATS[NAMES[text]]


@pytest.mark.parametrize("name", FORMS)
def test_a_format_goes_to_other_processes(name: str) -> None:
    log_format = given(FORMS[name])

    sent = pickle.loads(pickle.dumps(log_format))  # noqa: S301  (our own)

    assert sent.read_line(log_format.sample) == log_format.read_line(log_format.sample)


@pytest.mark.parametrize(
    ("text", "what", "pointed_at", "hint"),
    [
        ("apicst", "no such log format: apicst", None, "did you mean 'apicast'?"),
        ("", "no such log format: (nothing)", None, "give a name"),
        ('json:{"time": ts}', "it is not a JSON object", "t", "write: json:"),
        (f"$scheme$host {NGINX}", "no text separates it from the part before it", "$host", "between them"),
        ("[$time_local] $ x", "a $ without the name of a variable", "$", "$name or ${name}"),
        ('$remote_addr "$request" $status', "a format without a time", None, "add $time_local"),
        ('[$time_local] "$request" $stauts', "unknown name: stauts", "$stauts", "did you mean 'status'?"),
        ("[$time_local] $uri $status", "a format without a request", None, 'add "$request"'),
        ("log_format x escape=jsn '$msec';", "no such escape: jsn", "jsn", "default, json, none"),
        ("log_format x '$msec", "a quotation mark that is never closed", "'", ""),
        ("log_format x ;", "log_format without a format", "log_format", ""),
        ('{"time":"$msec" "status":$status}', "it is not JSON: expecting ',' delimiter", '"', "JSON object"),
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
        ("%{+cbor}o %ci", "+cbor is not read", "+cbor", "json:{…}"),
        ("%ci %{+json}r", "+json is not read", "+json", "at the beginning"),
        ("%{+json}o %(client)ci %(at)tr %ST", "a format without a request", None, "add"),
        ("%{+json}o %(client)ci %(at)tr %(r)HX", "no such variable: %HX", "HX", "did you mean"),
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
