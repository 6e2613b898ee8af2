"""Sends JSON to a program that waits for it at a URL.

The URL may be a secret, since whoever knows it can write there: only its scheme and its host are
shown.
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from usagestats.delivery.failures import DeliveryError, clipped, reason_of
from usagestats.delivery.loopback import is_loopback
from usagestats.errors import UsageError
from usagestats.safety.visible import INVISIBLE

if TYPE_CHECKING:
    from urllib.parse import SplitResult
    from urllib.request import OpenerDirector

SECONDS: Final = 20
"""The longest wait for a connection, and for the answer."""

_OPTION: Final = "--webhook"
_HINT: Final = "write one like https://hooks.example.org/alerts"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program that waits for JSON.

    Args:
        name: The scheme and the host, which may be shown.
        url: Where it waits, without user and password.
        login: The value of the header `Authorization`, if the URL has a user.
    """

    name: str
    url: str = field(repr=False)
    login: str | None = field(repr=False)

    @classmethod
    def at(cls, text: str) -> Webhook:
        """Return the program at a URL.

        Raises:
            UsageError: It is no URL, or others could read on the way what is sent.
        """
        parts, host = _understood(text)
        name = f"{parts.scheme}://{_written_host(parts, host)}"
        if parts.scheme == "http" and not is_loopback(host):
            hint = "use https; http is for programs on this machine: http://localhost"
            raise UsageError(f"is not protected: {name}", where=_OPTION, hint=hint)
        address = (parts.scheme, _written_host(parts, host), parts.path or "/", parts.query, "")
        return cls(name, urlunsplit(address), _login(parts))

    def post(self, document: bytes, key: str) -> None:
        """Send a JSON document.

        Args:
            document: The document.
            key: A text that is the same if the same document is sent again.

        Raises:
            DeliveryError: The program did not accept it.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        headers |= {"User-Agent": "usagestats"}
        headers |= {"Authorization": self.login} if self.login else {}
        request = Request(self.url, document, headers, method="POST")  # noqa: S310  (https, above)
        try:
            self._opener().open(request, timeout=SECONDS).close()
        except HTTPError as error:
            error.close()
            is_elsewhere = error.code < HTTPStatus.BAD_REQUEST
            hint = "redirections are not followed: name the last URL" if is_elsewhere else None
            reason = clipped(f"{error.code} {error.reason}")
            raise self._failure(f"refuses it: {reason}", hint) from None
        except URLError as error:
            cause = error.reason
            reason = reason_of(cause) if isinstance(cause, OSError) else clipped(str(cause))
            raise self._failure(f"cannot be reached: {reason}") from None
        except OSError as error:
            raise self._failure(f"cannot be reached: {reason_of(error)}") from None
        except HTTPException as error:
            raise self._failure(f"gives no answer in HTTP: {type(error).__name__}") from None

    def _opener(self) -> OpenerDirector:
        """Return what sends the request: to this machine without a proxy, elsewhere by TLS."""
        is_here = self.url.startswith("http:")
        return build_opener(
            HTTPSHandler(context=ssl.create_default_context()),
            ProxyHandler({} if is_here else None),
            _NoRedirection(),
        )

    def _failure(self, what: str, hint: str | None = None) -> DeliveryError:
        return DeliveryError(what, where=f"webhook {self.name}", hint=hint)


class _NoRedirection(HTTPRedirectHandler):
    """Follows no redirection: it could lead anywhere, and turns POST into GET."""

    def redirect_request(self, *_: object) -> None:
        """Return no request."""


def _understood(text: str) -> tuple[SplitResult, str]:
    """Return the parts of a URL, and its host; errors do not repeat the text."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError("is no URL", where=_OPTION, hint=_HINT) from error
    if INVISIBLE.search(text) or " " in text or not text.isascii() or not host:
        raise UsageError("is no URL", where=_OPTION, hint=_HINT)
    if parts.scheme not in {"https", "http"}:
        raise UsageError(f"cannot be {parts.scheme}://", where=_OPTION, hint=_HINT)
    return parts, host


def _written_host(parts: SplitResult, host: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    return shown if parts.port is None else f"{shown}:{parts.port}"


def _login(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {b64encode(login.encode()).decode()}"
