"""The log formats that are known, one file per gateway, and the one ordered list of them.

A format is a declaration: the patterns or keys of its lines, and what their texts mean. To add
one, write a file here and put its declaration into `_ALL`; `docs/developing.md` shows it step by
step.
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
    AZURE_APPLICATION_GATEWAY_1,
    AZURE_FRONT_DOOR,
)
from usagestats.logs.formats.caddy import CADDY
from usagestats.logs.formats.cloudflare import CLOUDFLARE
from usagestats.logs.formats.cloudfront import CLOUDFRONT
from usagestats.logs.formats.envoy import ENVOY, ENVOY_JSON, ISTIO_MIXER
from usagestats.logs.formats.gin import GIN
from usagestats.logs.formats.google import GOOGLE_LOAD_BALANCER
from usagestats.logs.formats.gravitee import (
    GRAVITEE_CSV,
    GRAVITEE_ELASTIC,
    GRAVITEE_JSON,
    GRAVITEE_LOG,
)
from usagestats.logs.formats.haproxy import HAPROXY, HAPROXY_CLF
from usagestats.logs.formats.heroku import HEROKU
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
    SQUID,
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
    ENVOY_JSON,
    ISTIO_MIXER,
    TRAEFIK_JSON,
    CADDY,
    API_GATEWAY_JSON,
    AZURE_API_MANAGEMENT,
    AZURE_API_MANAGEMENT_TABLE,
    AZURE_APPLICATION_GATEWAY,
    AZURE_APPLICATION_GATEWAY_1,
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
"""The particular ones first: of those that fit a log equally well, detection takes the first."""

FORMATS: Final[dict[str, LogFormat]] = {log_format.name: log_format for log_format in _ALL}
"""The formats by name, in that order."""

NAMES: Final = {
    **dict.fromkeys(("common", "combined", "vhost_combined", "main"), NCSA.name),
    "nginx": NCSA.name,
    "apache": NCSA.name,
    "istio": "envoy",
    "krakend": "gin",
    "iis": "w3c",
    **{name: name for name in FORMATS},
}
"""The names that `--log-format` takes: those of the formats, and of what writes them by default."""
