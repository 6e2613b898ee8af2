"""A web server for tests: it keeps what it gets, on a port of this machine."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import trustme


@dataclass(frozen=True)
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Hook:
    """What a server got, and how it answers."""

    port: int = 0
    status: int = 204
    received: list[Received] = field(default_factory=list)
    location: str = ""


@contextmanager
def web_server(*, has_tls: bool = False, host: str = "localhost") -> Iterator[Hook]:
    """Run a server; with TLS its certificate is of `host`, and its authority is trusted."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.received.append(Received(self.command, self.path, dict(self.headers), body))
            self.send_response(hook.status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  (as above)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_port
    authority = trustme.CA()
    if has_tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    with authority.cert_pem.tempfile() as trusted:
        environment = {"SSL_CERT_FILE": trusted} if has_tls else {}
        with patch.dict(os.environ, environment):
            thread.start()
            try:
                yield hook
            finally:
                server.shutdown()
                thread.join()
                server.server_close()
