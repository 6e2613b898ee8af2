"""The default formats of gateways, as their documentation writes them.

If a user pastes one of them, the built-in format for the same lines reads the log.
"""

from __future__ import annotations

from typing import Final

_ISTIO_REST = (
    " %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%"
    ' "%UPSTREAM_TRANSPORT_FAILURE_REASON%"'
)
_ENVOY_BEGIN = (
    '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%"'
    " %RESPONSE_CODE% %RESPONSE_FLAGS%"
)
_ENVOY_END = (
    " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
    ' "%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%"'
    ' "%UPSTREAM_HOST%"'
)
_HTTPLOG = (
    "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq"
    " %hr %hs %{+Q}r"
)
_COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
    ' "$http_referer" "$http_user_agent"'
)

_APICAST = (
    "[$time_local] ${}:$server_port $remote_addr:$remote_port"
    ' "$request" $status $body_bytes_sent ($request_time) $post_action_impact'
)
_INGRESS = (
    _COMBINED + " $request_length $request_time [$proxy_upstream_name]"
    " [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length"
    " $upstream_response_time $upstream_status $req_id"
)
_APISIX = (
    '$remote_addr - $remote_user [$time_local] $http_host "$request" $status $body_bytes_sent'
    ' $request_time "$http_referer" "$http_user_agent" $upstream_addr $upstream_status'
    ' $upstream_response_time "$upstream_scheme://$upstream_host$upstream_uri"'
)
_ISTIO_CONNECTION = (
    " %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS%"
    " %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%"
)
_ISTIO = _ENVOY_BEGIN + _ISTIO_REST + _ENVOY_END + _ISTIO_CONNECTION
_ISTIO_WITH_MIXER = (
    _ENVOY_BEGIN + ' "%DYNAMIC_METADATA(istio.mixer:status)%"'
    ' "%UPSTREAM_TRANSPORT_FAILURE_REASON%"' + _ENVOY_END + _ISTIO_CONNECTION
)
_HTTPSLOG = (
    _HTTPLOG + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed]"
    " %[ssl_fc_sni]/%sslv/%sslc"
)
_HAPROXY_CLF = (
    '%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc'
    " %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl"
)

WELL_KNOWN: Final = (
    ("nginx", "apicast", _APICAST.format("target_host")),
    ("nginx", "apicast", _APICAST.format("host")),
    ("nginx", "ingress-nginx", _INGRESS),
    ("nginx", "apisix", _APISIX),
    ("envoy", "envoy", _ENVOY_BEGIN + _ENVOY_END),
    ("envoy", "envoy", _ISTIO),
    ("envoy", "envoy", _ISTIO.replace("UPSTREAM_CLUSTER%", "UPSTREAM_CLUSTER_RAW%")),
    ("envoy", "envoy", _ISTIO_WITH_MIXER),
    ("haproxy", "haproxy", _HTTPLOG),
    ("haproxy", "haproxy", _HTTPSLOG),
    ("haproxy", "haproxy-clf", _HAPROXY_CLF),
)
"""The gateway, the name of the built-in format, and the text."""
