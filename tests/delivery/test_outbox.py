from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.delivery.mail_servers import PASSWORD, USER, mail_server
from usagestats.catalog.mail_address import mail_address
from usagestats.catalog.mail_server import MailServer, Security
from usagestats.delivery import outbox
from usagestats.delivery.failures import DeliveryError
from usagestats.delivery.message import message_of
from usagestats.delivery.outbox import Outbox, Refused
from usagestats.letter import Letter

SENDER = mail_address("stats@api.example")
ANN, BOB = mail_address("ann@b.example"), mail_address("bob@b.example")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
MESSAGE = message_of(Letter("s", "text", "<p>html</p>"), SENDER, [ANN, BOB], NOW, "k")


def server(port: int, security: str = "starttls", user: str | None = None) -> MailServer:
    return MailServer("localhost", port, Security(security), SENDER, user, None, "x.toml:1")


def send(where: MailServer, password: str | None = None) -> list[Refused]:
    with Outbox(where, password) as box:
        return box.send(MESSAGE, [ANN, BOB])


def failure(where: MailServer, password: str | None = None) -> str:
    with pytest.raises(DeliveryError) as caught:
        send(where, password)
    assert PASSWORD not in str(caught.value)
    return str(caught.value).removeprefix(f"usagestats: mail server localhost:{where.port}: ")


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_a_message_goes_to_all_after_a_login(security: str) -> None:
    with mail_server(security=security, needs_login=True) as inbox:
        refused = send(server(inbox.port, security, USER), PASSWORD)

    assert refused == []
    assert inbox.logins == [USER]
    assert [recipients for recipients, _ in inbox.messages] == [["ann@b.example", "bob@b.example"]]
    assert inbox.messages[0][1]["Message-ID"] == MESSAGE["Message-ID"]


def test_nobody_logs_in_where_no_user_is_named() -> None:
    with mail_server(security="none") as inbox:
        assert send(server(inbox.port, "none"), PASSWORD) == []

    assert (inbox.logins, len(inbox.messages)) == ([], 1)


def test_several_messages_take_one_connection() -> None:
    with mail_server(security="smtps") as inbox, Outbox(server(inbox.port, "smtps"), None) as box:
        for _ in range(3):
            box.send(MESSAGE, [ANN])

    assert (inbox.connections, len(inbox.messages)) == (1, 3)


def test_no_connection_is_made_without_a_message() -> None:
    with Outbox(server(1), None):
        pass


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_the_certificate_of_another_host_is_refused(security: str) -> None:
    with mail_server(security=security, host="mail.example.org") as inbox:
        actual = failure(server(inbox.port, security, USER), PASSWORD)

    assert actual == (
        "cannot be reached: its certificate is not accepted: Hostname mismatch, certificate is not"
        " valid for 'localhost'."
    )
    assert (inbox.logins, inbox.messages) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_the_certificate_of_an_unknown_authority_is_refused(
    security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(security=security) as inbox:
        monkeypatch.delenv("SSL_CERT_FILE")
        actual = failure(server(inbox.port, security))

    assert "its certificate is not accepted: unable to get local issuer certificate" in actual
    assert inbox.messages == []


def test_a_server_without_tls_gets_nothing() -> None:
    with mail_server(security="none") as inbox:
        actual = failure(server(inbox.port, "starttls", USER), PASSWORD)

    assert actual == "failed: STARTTLS extension not supported by server."
    assert (inbox.logins, inbox.messages) == ([], [])


def test_a_password_is_not_repeated_even_if_the_server_does() -> None:
    with mail_server(needs_login=True) as inbox, pytest.raises(DeliveryError) as caught:
        send(server(inbox.port, user=USER), "guessed-by-ann")

    assert str(caught.value).endswith("refuses the login of ann: 535 5.7.8 bad password ***")
    assert "guessed-by-ann" not in repr(Outbox(server(1), "guessed-by-ann"))


def test_refused_recipients_are_named_and_the_others_get_the_message() -> None:
    with mail_server() as inbox:
        inbox.refused = {"bob@b.example"}
        refused = send(server(inbox.port))

    assert refused == [Refused("bob@b.example", "550 5.1.1 bob@b.example: no such mailbox")]
    assert [recipients for recipients, _ in inbox.messages] == [["ann@b.example"]]


def test_all_recipients_may_be_refused() -> None:
    with mail_server() as inbox:
        inbox.refused = {"ann@b.example", "bob@b.example"}
        refused = send(server(inbox.port))

    assert [one.address for one in refused] == ["ann@b.example", "bob@b.example"]
    assert inbox.messages == []


def test_a_message_may_be_refused_and_the_next_one_is_sent() -> None:
    with mail_server() as inbox, Outbox(server(inbox.port), None) as box:
        inbox.answer = "552 5.3.4 too large"
        with pytest.raises(DeliveryError, match=r"refuses the message: 552 5\.3\.4 too large"):
            box.send(MESSAGE, [ANN])
        inbox.answer = "250 OK"
        box.send(MESSAGE, [ANN])

    assert len(inbox.messages) == 1


def test_a_server_that_is_gone() -> None:
    with mail_server() as inbox:
        port = inbox.port

    assert failure(server(port)) == "cannot be reached: Connection refused"


def test_a_host_that_nobody_knows() -> None:
    with pytest.raises(
        DeliveryError, match=r"mail server no\.such\.invalid:587: cannot be reached"
    ):
        send(replace(server(587), host="no.such.invalid"))


@contextmanager
def listener(*answers: bytes) -> Iterator[int]:
    """Answer one connection with texts, whatever it sends, and then close it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:

        def serve() -> None:
            connection, _ = waiting.accept()
            with connection:
                for answer in answers:
                    connection.sendall(answer)
                    connection.recv(1000)

        thread = threading.Thread(target=serve)
        thread.start()
        yield waiting.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((b"554 go away\r\n",), "refuses the connection: 554 go away"),
        ((b"220 hello\r\n",), "failed: Connection unexpectedly closed"),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "refuses the connection: -1 "),
        (
            (b"220 hello\r\n", b"250 x\r\n", b"550 not from here\r\n"),
            "refuses the sender stats@api.example: 550 not from here",
        ),
    ],
)
def test_a_server_that_answers_otherwise(answers: tuple[bytes, ...], expected: str) -> None:
    with listener(*answers) as port:
        actual = failure(server(port, "none"))

    assert actual.startswith(expected)


def test_a_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "CONNECT_SECONDS", 0.1)
    with closing(socket.create_server(("127.0.0.1", 0))) as waiting:
        for security in ("none", "starttls", "smtps"):
            port = waiting.getsockname()[1]
            actual = failure(server(port, security))
            assert actual.endswith(("timed out", "no answer in time"))


def test_the_wait_for_a_connection_is_twenty_seconds() -> None:
    assert outbox.CONNECT_SECONDS == 20
