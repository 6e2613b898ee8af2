from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usagestats.catalog.mail_address import mail_address
from usagestats.delivery.message import message_of
from usagestats.letter import Attachment, Letter, Picture

SENDER = mail_address("Statistics <stats@api.example>")
ANN, BOB = mail_address("Zoë <ann@b.example>"), mail_address("bob@b.example")
NOW = datetime(2026, 6, 1, 7, 5, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
HTML = '<p>Zoë: 1\u202f234 <img src="cid:traffic@usagestats"></p>'
LETTER = Letter(
    "Traffic of 2026-05: 1,234 requests, +5.0 %",
    "Zoë: 1234\n.\nFrom here on\n",
    HTML,
    (Picture("traffic@usagestats", PNG),),
    (Attachment("report-2026-05.html", "text/html", "<p>Zoë</p>".encode()),),
)


def sent(letter: Letter = LETTER, key: str = "k") -> EmailMessage:
    """Return a message as the other side reads it."""
    data = message_of(letter, SENDER, [ANN, BOB], NOW, key).as_bytes()
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_tree_of_the_message() -> None:
    types = [part.get_content_type() for part in sent().walk()]

    assert types == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/html",
    ]


def test_each_part_comes_as_it_was_sent() -> None:
    _, _, text, _, html, picture, page = sent().walk()

    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == HTML
    assert picture.get_payload(decode=True) == PNG
    assert picture["Content-Disposition"].startswith("inline")
    assert page.get_payload(decode=True) == "<p>Zoë</p>".encode()
    assert page.get_content_charset() == "utf-8"
    assert (page.get_content_disposition(), page.get_filename()) == (
        *("attachment", "report-2026-05.html"),
    )


def test_the_picture_in_the_text_is_found() -> None:
    message = sent()
    (named,) = re.findall(r"cid:([^\"]+)", HTML)

    assert f"<{named}>" in [part["Content-ID"] for part in message.walk()]


def test_the_headers() -> None:
    message = sent()

    assert message["From"] == "Statistics <stats@api.example>"
    assert message["To"] == "Zoë <ann@b.example>, bob@b.example"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == NOW
    assert re.fullmatch(r"<[0-9a-f]{64}@api\.example>", message["Message-ID"].strip())
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_gives_the_same_bytes_and_another_key_another_id() -> None:
    first, second = (message_of(LETTER, SENDER, [ANN], NOW, "a").as_bytes() for _ in range(2))
    other = message_of(LETTER, SENDER, [ANN], NOW, "b")

    assert first == second
    assert other["Message-ID"] not in first.decode()


def test_a_letter_without_pictures_and_files_has_two_bodies() -> None:
    message = sent(Letter("s", "text", "<p>html</p>"))

    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/alternative", "text/plain", "text/html")
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "x\r\nBcc: evil@b.example",
            "x\n\n<script>",
            "\u202eevil",
            "\x00",
            "   ",
            "=?utf-8?q?x?=",
        ),
        *("é" * 500, "{{7*7}}", "a" * 10_000, "\ud800", "a, b; c: <d>", "\u2028x"),
    ],
)
def test_a_hostile_name_stays_in_the_subject(name: str) -> None:
    letter = Letter(
        f"Traffic of {name}", name, f"<p>{name}</p>", (), (Attachment(name, "text/html", b"x"),)
    )

    message = sent(letter)

    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("MIME-Version", "Content-Type"),
    }
    assert message["To"] == "Zoë <ann@b.example>, bob@b.example"
    assert message["Subject"].startswith("Traffic of")
    assert len(message["Subject"]) <= 200


@settings(max_examples=50)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_makes_another_header_or_part(subject: str, text: str) -> None:
    letter = Letter(subject, text, "<p></p>", (), (Attachment(subject, "text/html", b"x"),))

    message = sent(letter)

    assert len(message.keys()) == 8
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/html")
    ]
