"""URLs of objects, taken apart and shown."""

from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.object_storage.urls import ObjectUrl, has_secrets, is_url, meant_url, shown_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://b", True),
        ("https://h/x", True),
        ("S3://b", True),
        ("a/b://c", False),
        ("access.log", False),
        ("-", False),
        ("C:/logs", False),
        ("", False),
    ],
)
def test_an_argument_is_a_url(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_url(text) is expected


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("s3:/logs/a", "s3://logs/a"),
        ("https:/h/x", "https://h/x"),
        ("s3://logs", None),
        ("C:/logs", None),
        ("a/s3:/b", None),
        ("gs:logs", None),
    ],
)
def test_a_path_with_one_slash_may_be_meant_as_a_url(path: str, url: str | None) -> None:
    assert meant_url(path) == url


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://b/a?b@c", "s3://b/a?b@c"),
        ("s3://b/a\x1b[31m", r"s3://b/a\x1b[31m"),
        ("https://h/a/b?sig=x", "https://h/a/b"),
        ("https://u:p@h/a@b", "https://h/a@b"),
        ("https://u:p@h?sig=x", "https://h"),
    ],
)
def test_a_url_is_shown_without_credentials(url: str, shown: str) -> None:
    assert shown_url(url) == shown
    assert has_secrets(url) == (url.startswith("https") and url != shown)


@pytest.mark.parametrize(
    ("url", "root", "key", "folder", "is_glob"),
    [
        ("s3://b", "s3://b", "", "", False),
        ("s3://b/x/y.log", "s3://b", "x/y.log", "x", False),
        ("gs://b/x/a*/y", "gs://b", "x/a*/y", "x", True),
        ("az://c/*", "az://c", "*", "", True),
    ],
)
def test_a_url_has_parts(url: str, root: str, key: str, folder: str, is_glob: bool) -> None:  # noqa: FBT001
    found = ObjectUrl.of(url)
    assert (found.root, found.key, found.folder, found.is_glob) == (root, key, folder, is_glob)
    assert found.of_key("k") == f"{root}/k"


def test_a_key_that_begins_with_a_slash_is_refused() -> None:
    with pytest.raises(UsageError, match="begins with /") as raised:
        ObjectUrl.of("s3://b//x/y.log")
    assert raised.value.hint == "write s3://b/x/y.log"
