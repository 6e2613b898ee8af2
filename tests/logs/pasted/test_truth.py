"""Real lines: the formats that are built in say the same as what their own text compiles to."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from usagestats.logs.formats import FORMATS
from usagestats.logs.pasted.apache import APACHE
from usagestats.logs.pasted.compiled import with_pattern
from usagestats.logs.pasted.envoy import ENVOY
from usagestats.logs.pasted.haproxy import HAPROXY
from usagestats.logs.pasted.nginx import nginx_syntax
from usagestats.logs.pasted.well_known import WELL_KNOWN
from usagestats.logs.pasted.written import Written
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.tables.declared import REQUESTS

SYNTAXES = {known.key: known for known in (nginx_syntax(), APACHE, ENVOY, HAPROXY)}
COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
    ' "$http_referer" "$http_user_agent"'
)
NO_HEADER = re.compile(r"^.*?haproxy\[[0-9]+\]: ")
ONE_CLIENT = re.compile(r"(?:[0-9a-f.:]+|unix:) [^ ]+ [^ ]+ \[")
COLUMNS = set(REQUESTS) - {"line", "upstream_status"}  # built-in formats read more into it


@pytest.mark.parametrize(
    ("key", "name", "text", "least"),
    [
        ("nginx", "ncsa", COMBINED, 25),
        ("apache", "ncsa", '%h %l %u %t "%r" %>s %b', 5),
        *(
            (key, name, text, {"envoy": 5, "haproxy": 5, "ingress-nginx": 5}.get(name, 0))
            for key, name, text in WELL_KNOWN
            if "fc_err" not in text and "mixer" not in text
        ),
    ],
)
def test_both_read_the_same(real_logs: Path, key: str, name: str, text: str, least: int) -> None:
    syntax = SYNTAXES[key]
    own = with_pattern(syntax.parse(Written.whole(text, "")), syntax)
    truths = (real_logs / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [NO_HEADER.sub("", json.loads(truth)["raw"].rstrip("\n")) for truth in truths]
    both = 0
    for line in lines:
        if name in {"ncsa", "ingress-nginx"} and not ONE_CLIENT.match(line):
            continue  # a virtual host or several clients: other formats, which ncsa takes as well
        try:
            read, built_in = own.read_line(line), FORMATS[name].read_line(line)
        except NoRequestError:
            continue
        both += 1
        assert {column: read[column] for column in COLUMNS} == {
            column: built_in[column] for column in COLUMNS
        }, line
    assert both >= least
