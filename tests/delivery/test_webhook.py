from __future__ import annotations

import socket
import threading
from contextlib import closing

import pytest

from tests.delivery.web_servers import web_server
from usagestats.delivery import webhook
from usagestats.delivery.failures import DeliveryError
from usagestats.delivery.webhook import Webhook
from usagestats.errors import UsageError

TOKEN = "T0KEN-of-the-hook"  # noqa: S105  (of this test)


def test_a_document_is_posted() -> None:
    with web_server() as hook:
        Webhook.at(f"http://localhost:{hook.port}/a/{TOKEN}?x=%20y").post(b'{"a": 1}', "key-1")

    (received,) = hook.received
    assert (received.method, received.path) == ("POST", f"/a/{TOKEN}?x=%20y")
    assert received.body == b'{"a": 1}'
    assert received.headers["Content-Type"] == "application/json"
    assert received.headers["Idempotency-Key"] == "key-1"
    assert "Authorization" not in received.headers


def test_user_and_password_of_the_url_become_a_login() -> None:
    with web_server() as hook:
        target = Webhook.at(f"http://ann:p%40ss@127.0.0.1:{hook.port}")
        target.post(b"{}", "k")

    assert hook.received[0].headers["Authorization"] == "Basic YW5uOnBAc3M="
    assert (target.name, "p%40ss" in target.url) == (f"http://127.0.0.1:{hook.port}", False)


def test_certificates_are_verified() -> None:
    with web_server(has_tls=True) as hook:
        Webhook.at(f"https://localhost:{hook.port}/{TOKEN}").post(b"{}", "k")
        assert len(hook.received) == 1
    with web_server(has_tls=True, host="hooks.example.org") as hook:
        assert failure(f"https://localhost:{hook.port}/{TOKEN}") == (
            f"usagestats: webhook https://localhost:{hook.port}: cannot be reached: its"
            " certificate is not accepted: Hostname mismatch, certificate is not valid for"
            " 'localhost'."
        )
        assert hook.received == []


def failure(url: str) -> str:
    with pytest.raises(DeliveryError) as caught:
        Webhook.at(url).post(b"{}", "k")
    assert TOKEN not in f"{caught.value} {caught.value!r}"
    return str(caught.value)


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_another_status_is_a_failure(status: int) -> None:
    with web_server() as hook:
        hook.status = status
        actual = failure(f"http://localhost:{hook.port}/{TOKEN}")

    assert actual.startswith(
        f"usagestats: webhook http://localhost:{hook.port}: refuses it: {status}"
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirections_are_not_followed(status: int) -> None:
    with web_server() as hook:
        hook.status = status
        hook.location = f"http://localhost:{hook.port}/other"
        actual = failure(f"http://localhost:{hook.port}/{TOKEN}")

    assert actual.endswith("help: redirections are not followed: name the last URL")
    assert [one.path for one in hook.received] == [f"/{TOKEN}"]


def test_no_proxy_is_asked_on_the_way_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_server() as proxy, web_server() as hook:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://localhost:{proxy.port}")
        Webhook.at(f"http://localhost:{hook.port}/{TOKEN}").post(b"{}", "k")

    assert (len(proxy.received), len(hook.received)) == (0, 1)


def test_a_program_that_is_gone() -> None:
    with web_server() as hook:
        port = hook.port

    assert failure(f"http://localhost:{port}/{TOKEN}") == (
        f"usagestats: webhook http://localhost:{port}: cannot be reached: Connection refused"
    )


def test_a_program_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "SECONDS", 0.1)
    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:
        actual = failure(f"http://localhost:{waiting.getsockname()[1]}/{TOKEN}")

    assert actual.endswith("cannot be reached: no answer in time")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 999999 x\r\n\r\n"])
def test_a_program_that_speaks_no_http(answer: bytes) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:

        def serve() -> None:
            connection, _ = waiting.accept()
            with connection:
                connection.recv(100_000)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        actual = failure(f"http://localhost:{waiting.getsockname()[1]}/{TOKEN}")
        thread.join()

    assert actual.startswith("usagestats: webhook http://localhost:")


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("", "is no URL"),
        (f"hooks.example.org/{TOKEN}", "is no URL"),
        (f"https:///{TOKEN}", "is no URL"),
        (f"https://h:x/{TOKEN}", "is no URL"),
        (f"https://h/{TOKEN}\r\nX-Evil: 1", "is no URL"),
        (f"https://h/a b{TOKEN}", "is no URL"),
        (f"https://[::1/{TOKEN}", "is no URL"),
        (f"ftp://h/{TOKEN}", "cannot be ftp://"),
        (f"file://localhost/{TOKEN}", "cannot be file://"),
        (f"http://hooks.example.org/{TOKEN}", "is not protected: http://hooks.example.org"),
        (f"http://u:{TOKEN}@10.0.0.1:80/x", "is not protected: http://10.0.0.1:80"),
    ],
)
def test_a_url_is_refused_without_being_shown(url: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        Webhook.at(url)

    assert str(caught.value).startswith(f"usagestats: --webhook: {what}")
    assert TOKEN not in str(caught.value)


def test_the_representation_hides_the_secret() -> None:
    assert TOKEN not in repr(Webhook.at(f"https://u:{TOKEN}@h.example/{TOKEN}"))


def test_addresses_of_this_machine_need_no_tls() -> None:
    assert Webhook.at("http://[::1]:8080/x").name == "http://[::1]:8080"


def test_the_wait_is_twenty_seconds() -> None:
    assert webhook.SECONDS == 20
