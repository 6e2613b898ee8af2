"""Places of objects travel to other processes, but credentials do not."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from usagestats.errors import UsageError
from usagestats.object_storage.place import ObjectPlace, StorageSettings, with_environment

WHEN = datetime(2026, 5, 4, tzinfo=UTC)
SETTINGS = StorageSettings(endpoint="https://s3.example.org", region="eu-1")


def test_a_place_travels() -> None:
    place = ObjectPlace("s3://logs/a.log", '"1"', 5, WHEN, SETTINGS)
    assert pickle.loads(pickle.dumps(place)) == place  # noqa: S301  (our own)


@pytest.mark.parametrize(
    "url", ["https://host/a.log?X-Amz-Signature=secret", "https://user:secret@host/a.log"]
)
def test_a_url_with_a_credential_stays_in_its_process(url: str) -> None:
    place = ObjectPlace(url)
    assert place.name == "https://host/a.log"
    with pytest.raises(TypeError, match="holds a credential") as raised:
        pickle.dumps(place)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("text", ["localhost:9000", "https://", "me:secret@host", "http://a b/"])
def test_an_endpoint_that_is_no_url_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", text)
    with pytest.raises(UsageError) as raised:
        with_environment(StorageSettings())
    assert raised.value.where == "AWS_ENDPOINT_URL"
    assert "secret" not in str(raised.value)
    assert with_environment(SETTINGS) == SETTINGS


@pytest.mark.parametrize(
    "text", ["http://127.0.0.1:8333", "http://[::1]:9000", "https://s3.example.org/path"]
)
def test_the_environment_names_the_endpoint(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", text)
    assert with_environment(StorageSettings()).endpoint == text
