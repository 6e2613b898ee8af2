"""Mail servers for tests: they keep what they get, on a port of this machine."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from unittest.mock import patch

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "ann", "correct-horse-battery"


@dataclass
class Inbox:
    """What a server got, and how it answers."""

    port: int = 0
    messages: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    connections: int = 0
    refused: set[str] = field(default_factory=set)
    answer: str = "250 OK"

    async def handle_EHLO(  # noqa: N802  (aiosmtpd calls it so)
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += session.ssl is None  # once more after STARTTLS
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        if address in self.refused:
            return f"550 5.1.1 {address}: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        content = envelope.content
        assert isinstance(content, bytes)
        if self.answer.startswith("250"):
            self.raw.append(content)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append((list(envelope.rcpt_tos), message))
        return self.answer

    def login(
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,  # noqa: ARG002
        mechanism: str,  # noqa: ARG002
        data: Any,
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        is_right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        # a careless server repeats what it got
        message = None if is_right else f"535 5.7.8 bad password {data.password.decode()}"
        return AuthResult(success=is_right, handled=False, message=message)


class _Server(Controller):
    """A server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(
    *, security: str = "starttls", host: str = "localhost", needs_login: bool = False
) -> Iterator[Inbox]:
    """Run a server whose certificate is of `host`, and whose authority is trusted meanwhile."""
    authority = trustme.CA()
    inbox = Inbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    settings: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0}
    if needs_login:
        # aiosmtpd takes TLS from the first byte on for none, and lets nobody log in without
        is_tls_seen = security == "starttls"
        settings |= {"authenticator": inbox.login}
        settings |= {"auth_required": is_tls_seen, "auth_require_tls": is_tls_seen}
    if security == "starttls":
        settings |= {"tls_context": context, "require_starttls": True}
    if security == "smtps":
        settings |= {"ssl_context": context}
    controller = _Server(inbox, **settings)
    with authority.cert_pem.tempfile() as trusted, patch.dict(os.environ, SSL_CERT_FILE=trusted):
        controller.start()
        try:
            inbox.port = controller.port
            yield inbox
        finally:
            controller.stop()


def catalog_lines(port: int, security: str = "starttls", host: str = "localhost") -> str:
    """Return a declaration of the server in a catalog."""
    return (
        f'[smtp]\nhost = "{host}"\nport = {port}\nsecurity = "{security}"\n'
        'from = "Statistics <stats@api.example>"\n'
    )


def written(folder: Path, lines: str) -> Path:
    path = folder / "usagestats.toml"
    path.write_text(lines, encoding="utf-8")
    return path
