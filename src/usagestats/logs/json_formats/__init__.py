"""The JSON formats that are known: one file per gateway, each a key map. See `json_keys`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.json_formats.akamai import AKAMAI
from usagestats.logs.json_formats.apisix import APISIX
from usagestats.logs.json_formats.aws import AWS_API_GATEWAY
from usagestats.logs.json_formats.azure import (
    AZURE_API_MANAGEMENT,
    AZURE_API_MANAGEMENT_TABLE,
    AZURE_APPLICATION_GATEWAY,
    AZURE_APPLICATION_GATEWAY_1,
    AZURE_FRONT_DOOR,
)
from usagestats.logs.json_formats.caddy import CADDY
from usagestats.logs.json_formats.cloudflare import CLOUDFLARE
from usagestats.logs.json_formats.envoy import ENVOY, ISTIO_MIXER
from usagestats.logs.json_formats.google import GOOGLE_LOAD_BALANCER
from usagestats.logs.json_formats.gravitee import GRAVITEE, GRAVITEE_ELASTIC, GRAVITEE_LOG
from usagestats.logs.json_formats.kong import KONG
from usagestats.logs.json_formats.traefik import TRAEFIK
from usagestats.logs.json_formats.tyk import TYK, TYK_PUMP
from usagestats.logs.json_formats.usual_names import USUAL_NAMES

if TYPE_CHECKING:
    from usagestats.logs.readers.json.json_format import JsonFormat

JSON_FORMATS: Final[tuple[JsonFormat, ...]] = (
    KONG,
    APISIX,
    ENVOY,
    ISTIO_MIXER,
    TRAEFIK,
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
    TYK_PUMP,
    TYK,
    GRAVITEE,
    GRAVITEE_ELASTIC,
    GRAVITEE_LOG,
    USUAL_NAMES,
)
"""The particular ones first: detection takes the first of those that fit equally well."""
