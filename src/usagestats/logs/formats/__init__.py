"""The log formats that are known: one file per gateway, and the one ordered list of them.

A format is a declaration: patterns or keys of its lines, and the meaning of their texts. Text and
JSON of a gateway stand in the same file. `readers` holds the ways to declare one:

- `PatternFormat`: lines that a regular expression takes apart
- `ncsa_variant`: lines of the NCSA family with an end of their own
- `NamedFormat`: lines of names and values, such as `method=GET`
- `HeadedFormat`: rows below a header line that names their columns
- `json_format`: JSON records, one per line

The groups of a pattern have the names of columns of REQUESTS (`tables/declared.py`), or `request`
for a request line, or `target` for a path with its query; any other group becomes a further field.
The file of a gateway Tollgate, `tollgate.py`, could be:

    >>> from usagestats.late_pattern import late_pattern
    >>> from usagestats.logs.readers.named_texts import NamedTexts
    >>> from usagestats.logs.readers.pattern_format import PatternFormat
    >>> from usagestats.logs.values.iso_time import parse_iso_time
    >>> TOLLGATE = PatternFormat(
    ...     name="tollgate",
    ...     sample="2026-05-04T10:15:30Z eu-1 ann GET /v1/items?page=2 200 34ms",
    ...     patterns=(
    ...         late_pattern(
    ...             "(?P<time>[^ ]+) (?P<region>[^ ]+) (?P<remote_user>[^ ]+)"
    ...             " (?P<http_method>[A-Z]+) (?P<target>/[^ ]*) (?P<status>[0-9]{3})"
    ...             " (?P<duration_ms>[0-9]+)ms"
    ...         ),
    ...     ),
    ...     texts=NamedTexts(time=parse_iso_time),
    ...     lacks="no TIME REGION USER METHOD TARGET STATUS DURATION",
    ... )

Its sample is read as this row; columns that the line does not have are null:

    >>> row = TOLLGATE.read_line(TOLLGATE.sample)
    >>> str(row["time"]), row["http_method"], row["path"], row["query"]
    ('2026-05-04 10:15:30+00:00', 'GET', '/v1/items', 'page=2')
    >>> row["status"], row["duration_ms"], row["remote_user"], row["host"]
    (200, 34.0, 'ann', None)
    >>> row["fields"]
    {'region': 'eu-1'}

The kernel matches the same pattern. The section "Adding a log format" of `docs/developing.md` shows
JSON, the tests, and all files to touch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.formats.akamai import AKAMAI
from usagestats.logs.formats.apache import APACHE_SSL_REQUEST
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.formats.apisix import APISIX, APISIX_JSON
from usagestats.logs.formats.aws_api_gateway import API_GATEWAY_JSON, API_GATEWAY_TEXT
from usagestats.logs.formats.aws_load_balancer import ALB, CLASSIC_ELB
from usagestats.logs.formats.aws_s3 import S3
from usagestats.logs.formats.azure import (
    AZURE_API_MANAGEMENT,
    AZURE_API_MANAGEMENT_TABLE,
    AZURE_APPLICATION_GATEWAY,
    AZURE_FRONT_DOOR,
)
from usagestats.logs.formats.caddy import CADDY
from usagestats.logs.formats.cloudflare import CLOUDFLARE
from usagestats.logs.formats.cloudfront import CLOUDFRONT, CLOUDFRONT_JSON
from usagestats.logs.formats.envoy import ENVOY, ENVOY_JSON, ISTIO_MIXER
from usagestats.logs.formats.gin import GIN
from usagestats.logs.formats.google import GOOGLE_LOAD_BALANCER
from usagestats.logs.formats.gorouter import GOROUTER
from usagestats.logs.formats.gravitee import (
    GRAVITEE_CSV,
    GRAVITEE_ELASTIC,
    GRAVITEE_JSON,
    GRAVITEE_LOG,
)
from usagestats.logs.formats.haproxy import HAPROXY, HAPROXY_CLF, HAPROXY_JSON
from usagestats.logs.formats.heroku import HEROKU
from usagestats.logs.formats.iis import IIS
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.ltsv import LTSV
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.nginx_proxy_manager import NGINX_PROXY_MANAGER
from usagestats.logs.formats.squid import SQUID
from usagestats.logs.formats.traefik import TRAEFIK, TRAEFIK_JSON
from usagestats.logs.formats.tyk import TYK, TYK_JSON, TYK_PUMP_CSV, TYK_PUMP_JSON
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.logs.formats.uvicorn import UVICORN
from usagestats.logs.formats.uwsgi import UWSGI
from usagestats.logs.formats.w3c import W3C
from usagestats.logs.formats.zoraxy import ZORAXY

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

_ALL: Final[tuple[LogFormat, ...]] = (
    # lines of text
    INGRESS_NGINX,
    APISIX,
    TRAEFIK,
    HAPROXY_CLF,
    API_GATEWAY_TEXT,
    S3,
    ALB,
    CLASSIC_ELB,
    CLOUDFRONT,
    W3C,
    ENVOY,
    HAPROXY,
    GOROUTER,
    SQUID,
    IIS,
    ZORAXY,
    GIN,
    UWSGI,
    UVICORN,
    HEROKU,
    TYK,
    TYK_PUMP_CSV,
    GRAVITEE_CSV,
    LTSV,
    NGINX_PROXY_MANAGER,
    APACHE_SSL_REQUEST,
    APICAST,
    NCSA,
    # JSON records
    KONG,
    APISIX_JSON,
    CLOUDFRONT_JSON,
    ENVOY_JSON,
    ISTIO_MIXER,
    TRAEFIK_JSON,
    HAPROXY_JSON,
    CADDY,
    API_GATEWAY_JSON,
    AZURE_API_MANAGEMENT,
    AZURE_API_MANAGEMENT_TABLE,
    AZURE_APPLICATION_GATEWAY,
    AZURE_FRONT_DOOR,
    GOOGLE_LOAD_BALANCER,
    CLOUDFLARE,
    AKAMAI,
    TYK_PUMP_JSON,
    TYK_JSON,
    GRAVITEE_JSON,
    GRAVITEE_ELASTIC,
    GRAVITEE_LOG,
    USUAL_NAMES,
)
"""Special formats first: if several fit a log equally well, detection takes the first."""

FORMATS: Final[dict[str, LogFormat]] = {log_format.name: log_format for log_format in _ALL}
"""The formats by name, in that order."""

_GENERIC: Final = frozenset({LTSV.name, USUAL_NAMES.name})

UNMISTAKABLE: Final = frozenset(
    log_format.name
    for log_format in _ALL
    if log_format.name not in _GENERIC and not log_format.header_starts
)
"""The formats whose lines no other program writes. Not so: generic names of pairs and keys, and
rows whose columns a header names."""

NAMES: Final = {
    **dict.fromkeys(("common", "combined", "vhost_combined", "main"), NCSA.name),
    "nginx": NCSA.name,
    "apache": NCSA.name,
    "istio": "envoy",
    "krakend": "gin",
    "iis": "w3c",
    "cloud-foundry": GOROUTER.name,
    "azure-application-gateway-v1": AZURE_APPLICATION_GATEWAY.name,
    **{name: name for name in FORMATS},
}
"""The values of `--log-format`: the names of the formats, and of programs that write them."""
