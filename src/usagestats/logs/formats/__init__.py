"""The log formats that are known, one file per gateway, and the one ordered list of them.

A format is a declaration: the patterns or keys of its lines, and what their texts mean. To add
one, write a file here and put its declaration into `_ALL`; `docs/developing.md` shows it step by
step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.formats.akamai import AKAMAI
from usagestats.logs.formats.apicast import APICAST
from usagestats.logs.formats.apisix import APISIX as APISIX_JSON
from usagestats.logs.formats.aws_api_gateway import API_GATEWAY
from usagestats.logs.formats.aws_json import AWS_API_GATEWAY
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
from usagestats.logs.formats.envoy import ENVOY
from usagestats.logs.formats.envoy_json import ENVOY as ENVOY_JSON
from usagestats.logs.formats.envoy_json import ISTIO_MIXER
from usagestats.logs.formats.gin import GIN
from usagestats.logs.formats.google import GOOGLE_LOAD_BALANCER
from usagestats.logs.formats.gravitee import GRAVITEE_CSV
from usagestats.logs.formats.gravitee_json import GRAVITEE, GRAVITEE_ELASTIC, GRAVITEE_LOG
from usagestats.logs.formats.haproxy import HAPROXY
from usagestats.logs.formats.heroku import HEROKU, TYK
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.ltsv import LTSV
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.ncsa_variants import APISIX, HAPROXY_CLF, INGRESS_NGINX, TRAEFIK
from usagestats.logs.formats.nginx_proxy_manager import APACHE_SSL_REQUEST, NGINX_PROXY_MANAGER
from usagestats.logs.formats.squid import SQUID
from usagestats.logs.formats.traefik import TRAEFIK as TRAEFIK_JSON
from usagestats.logs.formats.tyk import TYK_PUMP
from usagestats.logs.formats.tyk_json import TYK as TYK_JSON
from usagestats.logs.formats.tyk_json import TYK_PUMP as TYK_PUMP_JSON
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
    API_GATEWAY,
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
    TYK_PUMP,
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
    AWS_API_GATEWAY,
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
    GRAVITEE,
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
