"""The formats of text lines, the particular ones first: the first that fits best is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.apicast import APICAST
from usagestats.logs.aws_api_gateway import API_GATEWAY
from usagestats.logs.aws_load_balancer import ALB, CLASSIC_ELB
from usagestats.logs.aws_s3 import S3
from usagestats.logs.bracketed_time import APACHE_SSL_REQUEST, NGINX_PROXY_MANAGER
from usagestats.logs.cloudfront import CLOUDFRONT
from usagestats.logs.envoy import ENVOY
from usagestats.logs.gin import GIN
from usagestats.logs.gravitee import GRAVITEE_CSV
from usagestats.logs.haproxy import HAPROXY
from usagestats.logs.logfmt import HEROKU, TYK
from usagestats.logs.ltsv import LTSV
from usagestats.logs.ncsa import NCSA
from usagestats.logs.ncsa_variants import APISIX, HAPROXY_CLF, INGRESS_NGINX, TRAEFIK
from usagestats.logs.squid import SQUID
from usagestats.logs.tyk_pump import TYK_PUMP
from usagestats.logs.uvicorn import UVICORN
from usagestats.logs.uwsgi import UWSGI
from usagestats.logs.w3c import W3C

if TYPE_CHECKING:
    from usagestats.logs.readers.log_format import LogFormat

TEXT_FORMATS: Final[tuple[LogFormat, ...]] = (
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
)
