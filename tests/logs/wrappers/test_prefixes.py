from __future__ import annotations

import re

import pytest

from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.prefixes import (
    CF_LOGS,
    CLOUDWATCH,
    COMPOSE,
    FLUENTD,
    KUBECTL,
    PLATFORM_SH,
    STERN,
    TIMESTAMP,
    Prefix,
)
from usagestats.logs.wrappers.wrapper import texts

TIME = "2025-05-09T15:43:53.613587397Z"


@pytest.mark.parametrize(
    ("wrapper", "line", "inner"),
    [
        (TIMESTAMP, f"{TIME} a b", "a b"),
        (TIMESTAMP, "2025-05-09T15:43:53,613+0200  a", " a"),
        (TIMESTAMP, '2025-05-09T15:43:53 {"a":1}', '{"a":1}'),
        (TIMESTAMP, f'{TIME}\t{{"a":1}}', '{"a":1}'),
        (CLOUDWATCH, f'{TIME} 2026/05/04/[$LATEST]3f2a {{"a":1}}', '{"a":1}'),
        (CLOUDWATCH, f'{TIME} i-0123456789 {{"a":1}}', '{"a":1}'),
        (CLOUDWATCH, f"{TIME} {'0a' * 16} 192.0.2.1 - - x", "192.0.2.1 - - x"),
        (CLOUDWATCH, f"{TIME} ecs/api/12ab INFO:  a", "INFO:  a"),
        (CF_LOGS, "   2026-05-04T10:15:30.49-0700 [RTR/4]      OUT a", "a"),
        (CF_LOGS, "2026-05-04T10:15:30.49+0000 [APP/PROC/WEB/0] ERR a", "a"),
        (FLUENTD, f'{TIME}\tkube.x\t{{"a":1}}', '{"a":1}'),
        (COMPOSE, "web-1  | a", "a"),
        (COMPOSE, "caddy  |   a", "  a"),
        (COMPOSE, "\x1b[2Kweb-1  | \x1b[33mPress\x1b[0m CTRL", "Press CTRL"),
        (COMPOSE, "\x1b[36mweb-1  |\x1b[0m a", "a"),
        (COMPOSE, "\x1b[36;1mweb_1   \x1b[0m | a", "a"),
        (KUBECTL, "[pod/gw-7d4b9/nginx] a", "a"),
        (STERN, "gw-7d4b9c6f5-x2x4z nginx a", "a"),
        (STERN, "\x1b[32mgw-0\x1b[0m \x1b[33mnginx\x1b[0m a", "a"),
        (STERN, "shop gw-7d4b9c6f5-x2x4z nginx › a", "a"),
        (PLATFORM_SH, "frontend.0 nginx: a", "a"),
    ],
)
def test_the_prefix_is_taken_off(wrapper: Prefix, line: str, inner: str) -> None:
    assert wrapper.matches(line)
    assert wrapper.unwrap(texts([line, "rubbish"])).text.to_list() == [inner, "rubbish"]


@pytest.mark.parametrize(
    "line",
    [
        '1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1',
        'example.com:80 1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1',
        '[06/May/2026:09:00:08 +0000] h:80 1.2.3.4:5 "GET / HTTP/1.1" 200 1 (0.0) 0',
        '[06/May/2026:09:00:08] h:80 1.2.3.4:5 "GET / HTTP/1.1" 200 1 (0.0) 0',
        "a|b|c",
        '{"status":200,"path":"/"}',
    ],
)
def test_lines_of_gateways_are_in_no_wrapper(line: str) -> None:
    assert [wrapper.name for wrapper in WRAPPERS if wrapper.matches(line)] == []


@pytest.mark.parametrize(
    "inner",
    ["192.0.2.1 - - [x", "api.example.org 192.0.2.1 - - [x", "[pod/a/b] x", 'INFO: "{', "a:b/c x"],
)
def test_an_address_or_a_host_is_no_stream_of_cloudwatch(inner: str) -> None:
    assert not CLOUDWATCH.matches(f"{TIME} {inner}")


def test_samples_are_in_their_wrapper() -> None:
    for wrapper in WRAPPERS:
        assert next(known.name for known in WRAPPERS if known.matches(wrapper.sample)) == (
            wrapper.name
        )


def test_names_are_words() -> None:
    assert all(re.fullmatch(r"[a-z0-9.-]+", wrapper.name) for wrapper in WRAPPERS)
