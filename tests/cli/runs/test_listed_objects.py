"""Objects are named by URLs, and by a text in a file or on standard input."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.s3_server import S3Server
from usagestats.cli.console.messages import Messages
from usagestats.cli.options.groups import ListedObjects
from usagestats.cli.runs.listed_objects import objects_of
from usagestats.errors import InputError
from usagestats.object_storage.place import StorageSettings

NOW = datetime(2026, 5, 10, tzinfo=UTC)


def names(urls: list[str], listed: ListedObjects) -> list[str]:
    messages = Messages(quiet=False, verbose=False)
    return objects_of(urls, listed, StorageSettings(), NOW, messages)["url"].to_list()


def test_urls_and_a_text_name_each_object_once(s3: S3Server, tmp_path: Path) -> None:
    for name in ("2026-05-09/a", "2026-05-10/b", "2026-05-10/c"):
        s3.put("logs", name, b"x")
    text = tmp_path / "names"
    text.write_text("s3://logs/2026-05-09/a\ns3://logs/2026-05-10/b\n")
    listed = ListedObjects(objects=str(text), days=1)
    assert names(["s3://logs/{date:%Y-%m-%d}/"], listed) == [
        *("s3://logs/2026-05-10/b", "s3://logs/2026-05-10/c", "s3://logs/2026-05-09/a"),
    ]


@pytest.mark.parametrize(
    ("content", "what"), [(None, "No such file"), (b"\xff\xfe", "is not UTF-8")]
)
def test_a_text_that_cannot_be_read_is_an_error(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    text = tmp_path / "names"
    if content is not None:
        text.write_bytes(content)
    with pytest.raises(InputError, match=what):
        names([], ListedObjects(objects=str(text)))


REMOVED = '{"Records": [{"eventName": "ObjectRemoved:Delete", "s3": {"bucket": {"name": "b"}}}]}'


@pytest.mark.parametrize(
    ("content", "is_said"),
    [
        ('{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "logs"}', True),
        ('{"Messages": [{"Body": "hello"}]}', True),
        ("{}", True),
        ('{"Messages": []}', False),
        ("[]", False),
        (REMOVED, False),
        ("", False),
    ],
)
def test_json_without_events_is_said(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    is_said: bool,  # noqa: FBT001
) -> None:
    (tmp_path / "names").write_text(content)
    assert names([], ListedObjects(objects=str(tmp_path / "names"))) == []

    warned = f"usagestats: warning: {tmp_path}/names is JSON without an event of an object: it names no object\n"
    assert capsys.readouterr().err == (warned if is_said else "")
