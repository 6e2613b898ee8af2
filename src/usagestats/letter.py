"""A letter: the content of a message. Renderers write it, `delivery` addresses and sends it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the HTML of a letter shows, as `<img src="cid:…">`.

    Args:
        cid: Its name there.
        png: Its content.
    """

    cid: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter.

    Args:
        name: Its name, without a folder.
        type: Its media type, such as `text/html`.
        content: Its bytes; texts are UTF-8.
    """

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """The content of a message.

    Args:
        subject: One line.
        text: The body for programs that show no HTML.
        html: The body as a whole HTML document.
        pictures: The pictures in `html`.
        attachments: The files that go with it.
    """

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
