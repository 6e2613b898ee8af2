from __future__ import annotations

import pytest

from usagestats.logs.formats.apisix import APISIX
from usagestats.logs.formats.haproxy import HAPROXY_CLF
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX
from usagestats.logs.formats.traefik import TRAEFIK
from usagestats.logs.readers.log_format import LogFormat

BEGINNING = '10.1.2.3 - frank [08/Dec/2021:09:16:05 +0000] "GET /a?b=c HTTP/1.1" 200 405'


@pytest.mark.parametrize(
    "log_format", [TRAEFIK, INGRESS_NGINX, APISIX, HAPROXY_CLF], ids=lambda known: known.name
)
def test_only_the_end_of_a_line_speaks_for_a_format(log_format: LogFormat) -> None:
    assert log_format.bears_signature(log_format.sample)
    assert not log_format.bears_signature(BEGINNING)
    assert not log_format.bears_signature(BEGINNING + ' "-" "curl/8" "-"')
