"""A store in a bucket: commits of two programs are kept apart, or no store is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.object_runs import log, run
from tests.s3_server import SECRET, Proxy, S3Server, running_proxy
from usagestats.errors import UsageError
from usagestats.object_storage.place import StorageSettings
from usagestats.store import table as table_module
from usagestats.store.buckets import storage_options
from usagestats.store.sources import follows_rows
from usagestats.store.table import ConflictError, StoreTable

STORE = "s3://logs/stores/usage"


@contextmanager
def careless(s3: S3Server) -> Iterator[StorageSettings]:
    """Give a server that ignores the condition of a put."""
    with running_proxy(Proxy(s3, dropped=frozenset({"if-none-match"}))) as there:
        yield StorageSettings(endpoint=there.endpoint, region="us-east-1")


def commit(table: StoreTable, source: str) -> None:
    table.commit(follows_rows({source: []}))


def sources(s3: S3Server) -> list[str]:
    table = StoreTable.open(STORE, StorageSettings(endpoint=s3.endpoint))
    return sorted(table.rows("source").collect()["source"])


def test_the_second_of_two_commits_on_one_state_is_refused(s3: S3Server) -> None:
    one = StoreTable.open_or_make(STORE)
    other = StoreTable.open(STORE)
    commit(one, "a")
    with pytest.raises(ConflictError):
        commit(other, "b")
    other.reload()
    commit(other, "b")
    assert sources(s3) == ["a", "b"]


def test_a_server_that_ignores_the_condition_is_refused(s3: S3Server) -> None:
    with careless(s3) as settings:
        with pytest.raises(UsageError, match="the server ignores If-None-Match") as raised:
            StoreTable.open_or_make(STORE, settings)
        assert raised.value.where == STORE
    assert StoreTable.find(STORE) is None
    assert StoreTable.open_or_make(STORE).version == 0  # nothing is left of the proof


@pytest.mark.parametrize(
    ("dropped", "kept"), [(frozenset(), ["a", "b"]), (frozenset({"if-none-match"}), ["b"])]
)
def test_without_the_proof_such_a_server_loses_commits(
    s3: S3Server, monkeypatch: pytest.MonkeyPatch, dropped: frozenset[str], kept: list[str]
) -> None:
    monkeypatch.setattr(table_module, "prove_commits", lambda *_: None)
    one = StoreTable.open_or_make(STORE, StorageSettings(endpoint=s3.endpoint))
    turns = iter([True])

    def commit_the_other_first(method: str, path: str) -> None:
        if method == "PUT" and path.endswith("00000001.json") and next(turns, False):
            commit(one, "a")

    with running_proxy(Proxy(s3, dropped=dropped, before=commit_the_other_first)) as there:
        other = StoreTable.open(STORE, StorageSettings(endpoint=there.endpoint))
        try:
            commit(other, "b")
        except ConflictError:
            other.reload()
            commit(other, "b")
    assert sources(s3) == kept


def test_a_prefix_with_other_objects_is_refused(s3: S3Server) -> None:
    s3.put("logs", "stores/usage/readme.txt", b"mine")
    with pytest.raises(UsageError, match=r"the prefix has other objects: readme\.txt"):
        StoreTable.open_or_make(STORE)


def test_a_whole_bucket_may_be_a_store(s3: S3Server) -> None:
    assert s3.endpoint
    StoreTable.open_or_make("s3://logs")
    assert StoreTable.open("s3://logs/").version == 0


def test_reports_and_upkeep_work_on_a_store_in_a_bucket(s3: S3Server) -> None:
    s3.put("logs", "in/a.log", log(40, key=1))
    for command in (
        f"ingest --no-catalog s3://logs/in --store {STORE}",
        f"ingest --no-catalog s3://logs/in --store {STORE}",
        f"store compact --no-catalog --store {STORE}",
    ):
        outcome = run(command, s3)
        assert outcome.exit == 0, outcome.stderr
    from_store = run(f"top-apps --format csv --no-catalog --store {STORE}", s3)
    from_log = run("top-apps --format csv --no-catalog s3://logs/in/a.log", s3)
    assert from_store.stdout == from_log.stdout


def test_the_catalog_says_where_the_store_is_and_has_no_secret(
    s3: S3Server, tmp_path: Path
) -> None:
    catalog = tmp_path / "usagestats.toml"
    catalog.write_text(
        f'store = "{STORE}"\n[storage]\nendpoint = "{s3.endpoint}"\nregion = "us-east-1"\n'
    )
    s3.put("logs", "in/a.log", log(40, key=1))
    done = run(f"ingest -v --catalog {catalog} s3://logs/in", s3, AWS_ENDPOINT_URL="")
    assert done.exit == 0, done.stderr
    shown = run(f"traffic -v --by all --catalog {catalog}", s3, AWS_ENDPOINT_URL="")
    assert ",40,40," in shown.stdout
    assert SECRET not in done.stderr + shown.stderr


def test_an_error_of_the_server_names_the_store(s3: S3Server) -> None:
    outcome = run("ingest sample_logs/gateway --store s3://absent/usage", s3)
    assert outcome.exit == 1
    assert outcome.stderr.startswith(
        "usagestats: s3://absent/usage: the store fails: there is no such bucket"
    )
    assert SECRET not in outcome.stderr


@pytest.mark.parametrize(
    ("location", "settings", "options"),
    [
        ("folder", StorageSettings(region="eu"), None),
        ("gs://b/x", StorageSettings(), None),
        ("gs://b/x", StorageSettings(anonymous=True), {"GOOGLE_SKIP_SIGNATURE": "true"}),
        ("az://c/x", StorageSettings(account="a"), {"AZURE_STORAGE_ACCOUNT_NAME": "a"}),
        (
            "s3://b/x",
            StorageSettings("https://h", "eu", virtual_hosted=True),
            {
                "AWS_ENDPOINT_URL": "https://h",
                "AWS_REGION": "eu",
                "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
            },
        ),
        (
            "s3://b/x",
            StorageSettings("http://h"),
            {"AWS_ENDPOINT_URL": "http://h", "AWS_ALLOW_HTTP": "true"},
        ),
    ],
)
def test_settings_have_the_names_of_the_library(
    location: str, settings: StorageSettings, options: dict[str, str] | None
) -> None:
    assert storage_options(location, settings) == options
