"""Templates of JSON records become key maps."""

from __future__ import annotations

import pytest

from tests.logs.pasted.given import given
from usagestats.errors import UsageError
from usagestats.logs.pasted.json_template import is_template
from usagestats.logs.readers.json.json_format import JsonFormat

TIME = '"t":"$msec"'


def keys(text: str) -> dict[str, list[str]]:
    log_format = given(text)
    assert isinstance(log_format, JsonFormat)
    return {
        column: [f"{key}:{key.unit}" if key.unit else str(key) for key in own]
        for column, own in log_format.keys.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f'{{{TIME},"r":"$request","s":$status,"took":"$request_time"}}',
            {"time": ["t"], "request": ["r"], "status": ["s"], "duration_ms": ["took:s"]},
        ),
        (
            f'{{{TIME},"s":$status,"q":{{"m":"$request_method","u":"$request_uri"}},"x":"$geo"}}',
            {"time": ["t"], "status": ["s"], "http_method": ["q.m"], "path": ["q.u"]},
        ),
        (
            f'{{{TIME},"s":$status,"a.b":"$request_method $uri$is_args$args $server_protocol"}}',
            {"time": ["t"], "status": ["s"], "request": ["a.b"]},
        ),
        (
            f'{{{TIME},"s":$status,"m":"$request_method","u":"$scheme://$host$request_uri"}}',
            {"time": ["t"], "status": ["s"], "http_method": ["m"], "path": ["u"]},
        ),
        (
            f'{{{TIME},"s":$status,"r":"$request","h":"$http_host","v":"$host"}}',
            {"time": ["t"], "status": ["s"], "request": ["r"], "host": ["v", "h"]},
        ),
    ],
)
def test_values_of_variables_give_columns(text: str, expected: dict[str, list[str]]) -> None:
    assert keys(text) == expected
    assert given(text).read_line(given(text).sample)["path"] == "/v1/items"


def test_a_time_must_be_one_that_is_read_from_json() -> None:
    with pytest.raises(UsageError, match="a time that is not read from JSON") as error:
        given('envoy:{"t":"%START_TIME(%d.%m.%Y %T)%","r":"%REQ(:METHOD)%","s":"%RESPONSE_CODE%"}')

    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == "%START_TIME(%d.%m.%Y %T)%"


def test_broken_json_is_pointed_at_behind_the_variables_before_it() -> None:
    text = f'{{{TIME},"s":$status "r":"$request"}}'
    with pytest.raises(UsageError, match="it is not JSON") as error:
        given(text)

    assert error.value.excerpt is not None
    assert error.value.excerpt.start == text.index('"r"')


@pytest.mark.parametrize(
    ("text", "expected"), [(' {"a":1}', True), ("{ }", True), ("{$a}", False), ("$a {", False)]
)
def test_a_template_begins_like_an_object(text: str, *, expected: bool) -> None:
    assert is_template(text) is expected
