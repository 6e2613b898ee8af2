"""Objects are named by URLs, by events, and by rows of an inventory."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.s3_server import Proxy, S3Server, running_proxy
from usagestats.errors import InputError
from usagestats.object_storage.objects_in_text import objects_in_text
from usagestats.object_storage.place import StorageSettings

TAG = "d41d8cd98f00b204e9800998ecf8427e"
EVENT = {
    "Records": [
        {
            "eventName": "ObjectCreated:Put",
            "eventTime": "2026-05-04T10:00:00.000Z",
            "s3": {
                "bucket": {"name": "logs"},
                "object": {"key": "a+b/%C3%A9.log", "size": 9, "eTag": TAG},
            },
        },
        {
            "eventName": "ObjectRemoved:Delete",
            "s3": {"bucket": {"name": "logs"}, "object": {"key": "gone.log"}},
        },
    ]
}
BRIDGE = {
    "detail-type": "Object Created",
    "time": "2026-05-04T10:00:00Z",
    "detail": {"bucket": {"name": "logs"}, "object": {"key": "a+b.log", "size": 9, "etag": TAG}},
}


def rows(text: str, settings: StorageSettings | None = None) -> list[tuple[Any, ...]]:
    found = objects_in_text(text, "standard input", settings or StorageSettings())
    return found.select("url", "etag", "size").rows()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EVENT),
        json.dumps(EVENT, indent=2) + "\n" + json.dumps(EVENT),
        json.dumps({"Messages": [{"MessageId": "1", "Body": json.dumps(EVENT)}]}),
        json.dumps({"Messages": [{"Body": json.dumps({"Message": json.dumps(EVENT)})}]}),
        json.dumps([EVENT, {"Records": []}]),
    ],
)
def test_events_name_objects_with_their_state(text: str) -> None:
    assert rows(text) == [("s3://logs/a b/é.log", f'"{TAG}"', 9)]


def test_keys_of_eventbridge_are_plain() -> None:
    assert rows(json.dumps(BRIDGE)) == [("s3://logs/a+b.log", f'"{TAG}"', 9)]


def test_rows_of_an_inventory_have_their_state() -> None:
    text = (
        f'"logs","a%20b.log","9","2026-05-04T10:00:00.000Z","{TAG}-2","STANDARD"\n'
        f'"logs","empty","0","2026-05-04T10:00:00.000Z","{TAG}","STANDARD"\n'
    )
    found = objects_in_text(text, "-", StorageSettings())
    assert found.select("url", "etag", "size").rows() == [("s3://logs/a b.log", f'"{TAG}-2"', 9)]
    assert str(found["modified"].item()) == "2026-05-04 10:00:00+00:00"


def test_the_server_is_asked_for_what_is_not_known(s3: S3Server) -> None:
    s3.put("logs", "a.log", b"12")
    s3.put("logs", "b.log", b"123")
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        settings = StorageSettings(endpoint=there.endpoint)
        found = rows(
            "s3://logs/a.log\n\n s3://logs/a.log\ns3://logs/absent\nlogs,b.log\n", settings
        )
    assert [(url, size) for url, _, size in found] == [
        ("s3://logs/a.log", 2),
        ("s3://logs/b.log", 3),
    ]
    assert set(proxy.methods()) == {"HEAD"}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("access.log\n", "standard input:1"),
        ("{not json", "standard input"),
        ("a,b\n,", "standard input:2"),
    ],
)
def test_another_text_is_refused(text: str, where: str) -> None:
    with pytest.raises(InputError) as raised:
        rows(text)
    assert raised.value.where == where


def of_object(**changed: object) -> str:
    """Return an event of which some values are others."""
    named: dict[str, object] = {"key": "a", "size": 9, "eTag": TAG}
    return json.dumps({"s3": {"bucket": {"name": "logs"}, "object": named | changed}})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (of_object(key=7), "an event names no object"),
        (of_object(key=None), "an event names no object"),
        (of_object(key="\ud800"), "the name of an object is no text"),
        ("[" * 100_000, "has lists within lists without end"),
    ],
)
def test_strange_names_and_depths_are_refused(text: str, what: str) -> None:
    with pytest.raises(InputError) as raised:
        rows(text)
    assert raised.value.what == what


def test_a_state_that_cannot_be_is_asked_for(s3: S3Server) -> None:
    s3.put("logs", "a", b"twelve bytes")
    texts = [
        of_object(size="9"),
        of_object(size=-9),
        of_object(size=10**30),
        of_object(eTag=9),
        f"logs,a,{'9' * 30},{TAG}",
        f"logs,a,\u0669,{TAG}",
    ]
    settings = StorageSettings(endpoint=s3.endpoint)

    assert [row[-1] for text in texts for row in rows(text, settings)] == [12] * len(texts)


def test_a_time_that_never_was_is_not_known() -> None:
    row = f"logs,a,9,2026-02-31T10:00:00.000Z,{TAG}"

    assert objects_in_text(row, "list", StorageSettings())["modified"].to_list() == [None]


def test_a_text_may_be_empty() -> None:
    assert rows("") == rows("\n") == []
