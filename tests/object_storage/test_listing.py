"""Which objects a URL, a prefix or a glob names."""

from __future__ import annotations

from hashlib import md5

import pytest

from tests.s3_server import S3Server
from usagestats.errors import InputError, UsageError
from usagestats.object_storage import listing
from usagestats.object_storage.listing import OBJECTS, objects_named
from usagestats.object_storage.place import StorageSettings

HERE = StorageSettings()
KEYS = ("a/x.log", "a/y.log.gz", "a/b/x.log", "a/b/odd [1] %41 é.log", "ab/x.log", "top.log")


@pytest.fixture
def filled(s3: S3Server) -> S3Server:
    for key in KEYS:
        s3.put("logs", key, key.encode())
    s3.put("logs", "a/empty/", b"")
    s3.put("logs", "a/.hidden", b"x")
    return s3


def named(argument: str) -> list[str]:
    found = objects_named(argument, HERE)
    assert found.schema == OBJECTS
    return [url.removeprefix("s3://logs/") for url in found["url"]]


@pytest.mark.parametrize(
    ("argument", "keys"),
    [
        ("s3://logs", sorted(KEYS)),
        ("s3://logs/", sorted(KEYS)),
        ("s3://logs/a", sorted(key for key in KEYS if key.startswith("a/"))),
        ("s3://logs/a/", sorted(key for key in KEYS if key.startswith("a/"))),
        ("s3://logs/a/x.log", ["a/x.log"]),
        ("s3://logs/*.log", ["top.log"]),
        ("s3://logs/a/*", ["a/x.log", "a/y.log.gz"]),
        ("s3://logs/a/**/*.log", ["a/b/odd [1] %41 é.log", "a/b/x.log", "a/x.log"]),
        ("s3://logs/a*/?.log", ["a/x.log", "ab/x.log"]),
        ("s3://logs/a/[xz].log*", ["a/x.log"]),
        ("s3://logs/a/[!x]*", ["a/y.log.gz"]),
        ("s3://logs/a/b/odd [1] %41 é.log", ["a/b/odd [1] %41 é.log"]),
    ],
)
@pytest.mark.usefixtures("filled")
def test_an_argument_names(argument: str, keys: list[str]) -> None:
    assert named(argument) == keys


@pytest.mark.usefixtures("filled")
def test_a_table_of_objects_has_their_state() -> None:
    row = objects_named("s3://logs/a/x.log", HERE).row(0, named=True)
    assert row["etag"] == f'"{md5(b"a/x.log").hexdigest()}"'  # noqa: S324  (as S3 makes it)
    assert row["size"] == 7
    assert row["modified"].tzinfo
    assert row["found_by"] is None


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("argument", "what", "where"),
    [
        ("s3://logs/none", "no object has this name or prefix", "s3://logs/none"),
        ("s3://logs/*.gz", "no object matches", "s3://logs/*.gz"),
        ("s3://absent/x*", "there is no such bucket", "s3://absent"),
    ],
)
def test_what_names_nothing_is_an_error(argument: str, what: str, where: str) -> None:
    with pytest.raises(InputError, match=what) as raised:
        objects_named(argument, HERE)
    assert raised.value.where == where


def test_only_known_kinds_of_urls_are_read() -> None:
    with pytest.raises(UsageError, match="unknown kind of URL: ftp://"):
        objects_named("ftp://host/x", HERE)
    with pytest.raises(UsageError, match="names no bucket"):
        objects_named("s3://", HERE)


def test_many_objects_are_listed_folder_by_folder(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_PAGES_IN_ORDER", 1)
    keys = [f"d/{folder}/{number}.log" for folder in range(3) for number in range(4)]
    for key in [*keys, "d/top.log"]:
        s3.put("logs", key, b"x")
    assert named("s3://logs/d/") == sorted([*keys, "d/top.log"])
    assert named("s3://logs/d/**/3.log") == ["d/0/3.log", "d/1/3.log", "d/2/3.log"]
    assert named("s3://logs/d/0/") == [f"d/0/{number}.log" for number in range(4)]
    monkeypatch.setattr(listing, "_MOST_FOLDERS", 2)
    assert named("s3://logs/d/") == sorted([*keys, "d/top.log"])


def test_an_object_of_a_web_server_is_named_without_its_signature(s3: S3Server) -> None:
    s3.put("logs", "a.log", b"12345")
    found = objects_named(f"{s3.endpoint}/logs/a.log", HERE)
    assert found.select("size", "found_by").row(0) == (5, None)
    with pytest.raises(InputError, match="no such object") as raised:
        objects_named(f"{s3.endpoint}/logs/b.log?X-Amz-Signature=abc", HERE)
    assert "abc" not in str(raised.value)


def test_an_odd_key_is_named(s3: S3Server) -> None:
    s3.put("logs", "odd/a.log", b"x")
    s3.put("logs", "odd/b//c.log", b"x")
    with pytest.raises(InputError, match=r"an object has an odd key: odd/b//c\.log") as raised:
        objects_named("s3://logs/odd", HERE)
    assert "name the objects or prefixes beside it" in str(raised.value.hint)
    s3.delete("logs", "odd/b//c.log")
    s3.put("logs", "odd/\x1b[31m.log", b"x")
    with pytest.raises(InputError, match=r"odd key: odd/\\x1b\[31m\.log"):
        objects_named("s3://logs/odd", HERE)
    with pytest.raises(InputError, match=r"odd key: b//c"):
        objects_named("s3://logs/b//c", HERE)
