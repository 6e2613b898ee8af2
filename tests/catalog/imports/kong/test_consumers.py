from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.catalog.imports.kong.configurations import kong
from tests.catalog.imports.samples import KONG, imported
from usagestats.catalog.imports.import_file import import_file


def test_keys_of_consumers_are_hashed() -> None:
    draft = import_file(KONG)
    hashed = [
        f"sha256:{sha256(key).hexdigest()}" if key else ""
        for key in (b"alice-key-1", b"alice-key-2", b"", b"dave-key")
    ]

    assert [row["key"] for row in draft.applications] == hashed
    assert [row["id"] for row in draft.applications] == [
        "1001",
        "1001",
        "bob@example.org",
        "dave-7",
    ]
    assert draft.applications[0]["created_at"] == "2024-05-06"
    for secret in ("alice-key", "dave-key", "hunter2", "hunter3"):
        assert secret not in str(draft)


def test_remote_users_are_taken_over_as_they_are_written(tmp_path: Path) -> None:
    users = [{"username": user} for user in ("bob", "bob\t", "=1")]
    consumer = {"username": "=x", "custom_id": "7", "basicauth_credentials": users}
    draft = imported(tmp_path, kong(consumers=[consumer]))

    assert [(row["id"], row["name"]) for row in draft.applications] == [
        ("bob", "=x"),
        ("bob\t", "=x"),
        ("=1", "=x"),
    ]
