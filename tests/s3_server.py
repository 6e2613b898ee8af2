"""An S3 server on this machine, and a proxy in front of it that counts and changes requests."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SECRET = "wJalrXUtnFEMI-made-up"  # noqa: S105  (for a server on this machine)
_PATIENCE_SECONDS = 60
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "host"})
_OWN_HEADERS = _HOP_BY_HOP | {"content-length", "date", "server"}


@dataclass(frozen=True)
class S3Server:
    """A server, and what a program needs to reach it."""

    endpoint: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ALLOW_HTTP": "true",
            "NO_PROXY": "*",
        }

    def reset(self) -> None:
        """Let moto forget everything."""
        assert self._request("POST", "/moto-api/reset") == 200

    def make_bucket(self, name: str) -> None:
        assert self._request("PUT", f"/{name}") == 200

    def put(self, bucket: str, key: str, data: bytes) -> None:
        assert self._request("PUT", f"/{bucket}/{quote(key)}", data) == 200

    def delete(self, bucket: str, key: str) -> None:
        assert self._request("DELETE", f"/{bucket}/{quote(key)}") == 204

    def _request(self, method: str, path: str, body: bytes | None = None) -> int:
        address = urlsplit(self.endpoint).netloc
        with closing(http.client.HTTPConnection(address, timeout=_PATIENCE_SECONDS)) as connection:
            # readable without a signature, too: as an object of a web server
            connection.request(method, path, body, {"x-amz-acl": "public-read"})
            answer = connection.getresponse()
            answer.read()
            return answer.status


@contextmanager
def moto() -> Iterator[S3Server]:
    """Run moto, which keeps everything in memory."""
    port = _free_port()
    command = [sys.executable, "-c", "from moto.server import main; main()"]
    with _running([*command, "-H", "127.0.0.1", "-p", str(port)], port) as endpoint:
        yield S3Server(endpoint)


@contextmanager
def seaweedfs(folder: str) -> Iterator[S3Server]:
    """Run SeaweedFS, which compares and puts in one step."""
    ports = {
        name: str(_free_port()) for name in ("s3.port", "master.port", "volume.port", "filer.port")
    }
    grpc = {f"{name}.grpc": str(_free_port()) for name in ports}
    options = [f"-{name}={port}" for name, port in {**ports, **grpc}.items()]
    command = [
        str(Path(sys.executable).with_name("weed")),
        "server",
        "-s3",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        *options,
    ]
    with _running(command, int(ports["s3.port"])) as endpoint:
        yield S3Server(endpoint)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def _running(command: list[str], port: int) -> Iterator[str]:
    """Run a server until the end of the context; it is ended by its process."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ)
    ) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the server has ended"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"no server at port {port}")


@dataclass
class Proxy:
    """A proxy: it counts the requests of objects, and does what a test asks for.

    Args:
        target: The server behind it.
        dropped: The headers that it takes away, in lower case.
        before: Called before each request is passed on, with its method and path.
    """

    target: S3Server
    dropped: frozenset[str] = frozenset()
    before: Callable[[str, str], None] | None = None
    seen: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)

    def methods(self) -> Counter[str]:
        """Count the requests of single objects by method; listings are `LIST`."""
        return Counter("LIST" if "list-type" in path else method for method, path, _ in self.seen)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _pass_on(self) -> None:
        proxy = self.server.proxy  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): text for name, text in self.headers.items()}
        proxy.seen.append((self.command, self.path, headers))
        if proxy.before:
            proxy.before(self.command, self.path)
        unsent = proxy.dropped | _HOP_BY_HOP
        kept = {name: text for name, text in headers.items() if name not in unsent}
        address = urlsplit(proxy.target.endpoint).netloc
        with closing(http.client.HTTPConnection(address, timeout=_PATIENCE_SECONDS)) as connection:
            connection.request(self.command, self.path, body or None, kept)
            answer = connection.getresponse()
            self._give_back(answer, answer.read())

    def _give_back(self, answer: http.client.HTTPResponse, data: bytes) -> None:
        self.send_response(answer.status)
        for name, text in answer.getheaders():
            if name.lower() not in _OWN_HEADERS:
                self.send_header(name, text)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        self._pass_on()

    def do_PUT(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def do_HEAD(self) -> None:
        self._pass_on()

    def do_DELETE(self) -> None:
        self._pass_on()

    def log_message(self, *_: object) -> None:
        """Write nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A client that goes away early is no fault."""


@contextmanager
def running_proxy(proxy: Proxy) -> Iterator[S3Server]:
    with _Server(proxy) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield S3Server(f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
            thread.join()
