"""Buckets: objects are put where there is none yet, and settings reach the library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.s3_server import S3Server
from usagestats.errors import InputError
from usagestats.object_storage.client import bucket
from usagestats.object_storage.place import StorageSettings

HERE = StorageSettings()


def test_an_object_is_put_where_there_is_none(s3: S3Server) -> None:
    logs = bucket("s3://logs", HERE)
    assert s3.endpoint
    assert logs.state("new") is None
    assert logs.put_if_absent("new", b"1")
    assert not logs.put_if_absent("new", b"22")
    state = logs.state("new")
    assert state is not None
    assert state.size == 1
    logs.delete("new")
    assert logs.state("new") is None


def test_settings_name_the_server(s3: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    s3.put("logs", "a", b"1")
    assert bucket("s3://logs", StorageSettings(endpoint=s3.endpoint)).state("a")


def test_no_error_holds_a_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://user:secret@127.0.0.1:9")
    with pytest.raises(InputError, match="the server cannot be reached") as raised:
        bucket("s3://other", HERE).state("a")
    assert "secret" not in f"{raised.value} {raised.value.__cause__}"
    assert raised.value.__suppress_context__


def test_without_the_extra_a_url_says_which_to_install() -> None:
    program = (
        "import sys; sys.modules['obstore'] = None\n"
        "from usagestats.cli.main import main\n"
        "sys.argv = ['usagestats', 'traffic', 's3://logs/a']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "usagestats: URLs need obstore, which is not installed\n"
        "  help: install it: pip install 'usagestats-cli[objects]'\n"
    )
