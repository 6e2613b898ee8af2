r"""The formats of Envoy, Istio and Envoy Gateway: `[%START_TIME%] "%REQ(:METHOD)% …`.

The time is the start of the request, in UTC; durations are in milliseconds. Nothing is escaped.
Source: envoyproxy.io, "Access logging", command operators.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.errors import did_you_mean
from usagestats.logs.pasted.parts import (
    DECIMAL,
    ISO_TIME,
    NUMBER,
    STATUS,
    Literal,
    Meaning,
    Part,
    Piece,
    Syntax,
    field_name,
    joined,
)
from usagestats.logs.pasted.strftime import KNOWN, TimeFormat, UnknownDirectiveError
from usagestats.logs.values.iso_time import parse_iso_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.pasted.written import Written

_START: Final = Meaning(
    "time",
    0,
    ISO_TIME,
    read=parse_iso_time,
    is_closed=True,
    sample="2026-05-04T10:15:30.123Z",
)
_RANK_OF_TIME: Final = {"START_TIME": 0, "EMIT_TIME": 1}
_PEER: Final = Meaning("remote_address", 1, sample="203.0.113.7:51234")

OPERATORS: Final[Mapping[str, Meaning]] = {
    "START_TIME": _START,
    "EMIT_TIME": _START,
    "RESPONSE_CODE": Meaning("status", shape=STATUS, sample="200"),
    "BYTES_SENT": Meaning("response_bytes", shape=NUMBER, sample="512"),
    "BYTES_RECEIVED": Meaning(shape=NUMBER, sample="0"),
    "DURATION": Meaning("duration_ms", 0, DECIMAL, unit="ms", sample="34"),
    "UPSTREAM_CLUSTER": Meaning("service", 0, sample="outbound|80||items.default"),
    "UPSTREAM_CLUSTER_RAW": Meaning("service", 1, sample="items"),
    "ROUTE_NAME": Meaning("service", 2, sample="items"),
    "DOWNSTREAM_REMOTE_ADDRESS": _PEER,
    "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT": _PEER,
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS": Meaning("remote_address", 2, sample="203.0.113.7:51234"),
    "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT": Meaning(
        "remote_address", 2, sample="203.0.113.7"
    ),
    "DOWNSTREAM_PEER_SUBJECT": Meaning("remote_user", 0),
    "DOWNSTREAM_PEER_URI_SAN": Meaning("remote_user", 1),
    "PROTOCOL": Meaning(sample="HTTP/1.1"),
    "RESPONSE_FLAGS": Meaning(),
    "UPSTREAM_HOST": Meaning(sample="10.0.0.9:8000"),
}
"""The operators without arguments that give a column, or a field with a known form."""
_OTHERS: Final = """
    ACCESS_LOG_TYPE BYTES_RECEIVED COMMON_DURATION CONNECTION_ID
    CONNECTION_TERMINATION_DETAILS CUSTOM_FLAGS DOWNSTREAM_DETECTED_CLOSE_TYPE
    DOWNSTREAM_DIRECT_LOCAL_ADDRESS DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT
    DOWNSTREAM_DIRECT_REMOTE_PORT DOWNSTREAM_HANDSHAKE_DURATION
    DOWNSTREAM_HEADER_BYTES_RECEIVED DOWNSTREAM_HEADER_BYTES_SENT DOWNSTREAM_LOCAL_ADDRESS
    DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_CLOSE_REASON
    DOWNSTREAM_LOCAL_DNS_SAN DOWNSTREAM_LOCAL_EMAIL_SAN DOWNSTREAM_LOCAL_IP_SAN
    DOWNSTREAM_LOCAL_PORT DOWNSTREAM_LOCAL_SUBJECT DOWNSTREAM_LOCAL_URI_SAN
    DOWNSTREAM_PEER_CERT DOWNSTREAM_PEER_CERT_V_END DOWNSTREAM_PEER_CERT_V_START
    DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1 DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256
    DOWNSTREAM_PEER_CHAIN_SERIALS DOWNSTREAM_PEER_DNS_SAN DOWNSTREAM_PEER_EMAIL_SAN
    DOWNSTREAM_PEER_FINGERPRINT_1 DOWNSTREAM_PEER_FINGERPRINT_256 DOWNSTREAM_PEER_IP_SAN
    DOWNSTREAM_PEER_ISSUER DOWNSTREAM_PEER_OTHERNAME_SAN DOWNSTREAM_PEER_SERIAL
    DOWNSTREAM_REMOTE_PORT DOWNSTREAM_TLS_CIPHER DOWNSTREAM_TLS_SESSION_ID
    DOWNSTREAM_TLS_VERSION DOWNSTREAM_TRANSPORT_FAILURE_REASON
    DOWNSTREAM_WIRE_BYTES_RECEIVED DOWNSTREAM_WIRE_BYTES_SENT EMIT_TIME_LOCAL ENVIRONMENT
    FILTER_CHAIN_NAME GRPC_STATUS GRPC_STATUS_NUMBER HOSTNAME JA3_FINGERPRINT
    JA4_FINGERPRINT LISTENER_METADATA PATH QUERY_PARAM QUERY_PARAMS REQUESTED_SERVER_NAME
    REQUEST_DURATION REQUEST_HEADER_BYTES REQUEST_TX_DURATION RESPONSE_CODE_DETAILS
    RESPONSE_DURATION RESPONSE_FLAGS_LONG RESPONSE_HEADER_BYTES RESPONSE_TRAILER_BYTES
    RESPONSE_TX_DURATION ROUNDTRIP_DURATION START_TIME_LOCAL STREAM_ID TLS_JA3_FINGERPRINT
    TRACE_ID UNIQUE_ID UPSTREAM_CLOSE_TYPE UPSTREAM_CONNECTION_ID
    UPSTREAM_CONNECTION_POOL_READY_DURATION UPSTREAM_DETECTED_CLOSE_TYPE
    UPSTREAM_FILTER_STATE UPSTREAM_HEADER_BYTES_RECEIVED UPSTREAM_HEADER_BYTES_SENT
    UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_HOST_NAME UPSTREAM_HOST_NAMES_ATTEMPTED
    UPSTREAM_HOST_NAME_WITHOUT_PORT UPSTREAM_LOCAL_ADDRESS
    UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT UPSTREAM_LOCAL_CLOSE_REASON UPSTREAM_LOCAL_PORT
    UPSTREAM_METADATA UPSTREAM_PEER_CERT UPSTREAM_PEER_CERT_V_END UPSTREAM_PEER_CERT_V_START
    UPSTREAM_PEER_DNS_SAN UPSTREAM_PEER_IP_SAN UPSTREAM_PEER_ISSUER UPSTREAM_PEER_SUBJECT
    UPSTREAM_PEER_URI_SAN UPSTREAM_PROTOCOL UPSTREAM_REMOTE_ADDRESS
    UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT UPSTREAM_REMOTE_PORT UPSTREAM_REQUEST_ATTEMPT_COUNT
    UPSTREAM_TLS_CIPHER UPSTREAM_TLS_SESSION_ID UPSTREAM_TLS_VERSION
    UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_WIRE_BYTES_RECEIVED UPSTREAM_WIRE_BYTES_SENT
    VIRTUAL_CLUSTER_NAME
"""
KNOWN_OPERATORS: Final = (*OPERATORS, *_OTHERS.split())

ARGUED: Final = (
    "REQ", "RESP", "TRAILER", "REQ_WITHOUT_QUERY", "DYNAMIC_METADATA", "CLUSTER_METADATA",
    "UPSTREAM_METADATA", "LISTENER_METADATA", "FILTER_STATE", "UPSTREAM_FILTER_STATE",
    "ENVIRONMENT", "METADATA", "CEL", "COMMON_DURATION", "QUERY_PARAM", "QUERY_PARAMS", "PATH",
    "GRPC_STATUS", "START_TIME", "EMIT_TIME", "START_TIME_LOCAL", "EMIT_TIME_LOCAL",
    "DOWNSTREAM_PEER_CERT_V_START", "DOWNSTREAM_PEER_CERT_V_END", "UPSTREAM_PEER_CERT_V_START",
    "UPSTREAM_PEER_CERT_V_END", "SUBJECT", "TRACE_ID", "RESPONSE_CODE_DETAILS", "FORMATTER",
)  # fmt: skip
"""The operators that take arguments."""

_HEADERS: Final[Mapping[str, Meaning]] = {
    ":method": Meaning("http_method", sample="GET"),
    "x-envoy-original-path": Meaning("target", 0, opens="/", sample="/v1/items?page=2"),
    "x-envoy-origin-path": Meaning("target", 0, opens="/", sample="/v1/items?page=2"),
    ":path": Meaning("target", 1, opens="/", sample="/v1/items?page=2"),
    ":authority": Meaning("host", 0, sample="api.example.org"),
    "host": Meaning("host", 1, sample="api.example.org"),
    "user-agent": Meaning("user_agent", sample="curl/8.5.0"),
    "x-forwarded-for": Meaning("remote_address", 9, sample="203.0.113.7"),
}
_PSEUDO: Final = (":method", ":path", ":authority", ":scheme", ":status", ":protocol")
_PREFIXES: Final = {"REQ": "", "REQ_WITHOUT_QUERY": "", "RESP": "response_", "TRAILER": "trailer_"}
# the names of the built-in format
_OWN_NAMES: Final = {
    "response_x_envoy_upstream_service_time": "upstream_service_time",
    "x_request_id": "request_id",
}
_OPERATOR = re.compile(
    r"%(?P<name>[A-Z][A-Z0-9_]*)(?:\((?P<argument>[^)]*)\))?(?::(?P<length>[0-9]+))?%"
)
_BROKEN = re.compile(r"%[A-Z0-9_]*(?:\([^)]*\)?)?(?::[0-9]*)?")


def parse_envoy(written: Written) -> list[Piece]:
    r"""Split a format into literals and parts; a newline or `\n` at its end is left out.

    Raises:
        UsageError: It has an unknown operator.
    """
    text = written.text.rstrip()
    while text.endswith("\\n"):
        text = text.removesuffix("\\n").rstrip()
    pieces, position = list[Piece](), 0
    while position < len(text):
        if text.startswith("%%", position):
            pieces.append(Literal("%"))
            position += 2
        elif text[position] != "%":
            pieces.append(Literal(text[position]))
            position += 1
        else:
            found = _OPERATOR.match(text, position)
            if found is None:
                broken = _BROKEN.match(text, position)
                end = broken.end() if broken else position + 1
                hint = "an operator is written %NAME% or %NAME(ARGUMENT)%, a percent sign %%"
                raise written.error("no operator", position, end, hint)
            pieces.append(_part(written, found))
            position = found.end()
    return joined(pieces)


def _part(written: Written, found: re.Match[str]) -> Part:
    operator, argument = found["name"], found["argument"]
    span = found.span()
    if operator in _PREFIXES and argument:
        _check_header(written, found)
        name, meaning = _header(operator, argument)
        return Part(name, meaning, *span)
    if operator not in (ARGUED if argument is not None else KNOWN_OPERATORS):
        raise _unknown(written, found)
    if argument and operator in _RANK_OF_TIME:
        return Part(field_name(operator), _time(written, found), *span)
    name = operator if argument is None else f"{operator} {argument}"
    meaning = OPERATORS.get(operator, Meaning()) if argument is None else Meaning()
    return Part(field_name(name), meaning, *span)


def _check_header(written: Written, found: re.Match[str]) -> None:
    """Check the names of pseudo-headers.

    Raises:
        UsageError: A name with a colon is not one of a pseudo-header.
    """
    position = found.start("argument")
    for name in found["argument"].split("?"):
        if name.startswith(":") and name.lower() not in _PSEUDO:
            hint = did_you_mean(name, [one.upper() for one in _PSEUDO])
            message = f"no such header: {name}"
            raise written.error(message, position, position + len(name), hint)
        position += len(name) + 1


def _header(operator: str, argument: str) -> tuple[str, Meaning]:
    """Return the name and meaning of `%REQ(X?Y)%`: the meaning of X if it is known, else of Y."""
    first, _, second = argument.lower().partition("?")
    name = field_name(_PREFIXES[operator] + first)
    name = _OWN_NAMES.get(name, name)
    if operator not in {"REQ", "REQ_WITHOUT_QUERY"}:
        return name, Meaning()
    return name, _HEADERS.get(first) or _HEADERS.get(second) or Meaning()


def _time(written: Written, found: re.Match[str]) -> Meaning:
    try:
        time = TimeFormat.of(found["argument"], is_utc=True)
    except UnknownDirectiveError as unknown:
        position = found.start("argument") + unknown.position
        hint = did_you_mean(str(unknown), [f"%{name}" for name in KNOWN])
        message = f"no such directive of strftime: {unknown}"
        raise written.error(message, position, position + len(str(unknown)), hint) from unknown
    return Meaning.of_time(time, _RANK_OF_TIME[found["name"]])


def _unknown(written: Written, found: re.Match[str]) -> Exception:
    name, argument = found["name"], found["argument"]
    if argument is None and name in ARGUED:
        hint = f"it needs an argument: %{name}(…)%"
        return written.error(f"%{name}% without its argument", found.start(), found.end(), hint)
    known = ARGUED if argument is not None else KNOWN_OPERATORS
    hint = did_you_mean(name, known) or "see Envoy's documentation of access logging for them"
    return written.error(f"no such operator: {name}", *found.span("name"), hint)


ENVOY: Final = Syntax(
    key="envoy",
    name="Envoy format",
    parse=parse_envoy,
    plain=str,
    escapes_quotes=False,
    add_time="%START_TIME%",
    add_request='"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%"',
    preferred={"remote_address": "x_forwarded_for"},
)
