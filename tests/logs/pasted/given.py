"""Formats given as text, for the tests of their syntaxes."""

from __future__ import annotations

from pathlib import Path

from usagestats.logs.pasted.pasted_format import pasted_format
from usagestats.logs.readers.log_format import LogFormat


def given(text: str) -> LogFormat:
    return pasted_format(text, "--log-format", Path())


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
