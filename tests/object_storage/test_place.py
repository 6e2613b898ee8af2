"""Places of objects travel to other processes, but credentials do not."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from usagestats.object_storage.place import ObjectPlace, StorageSettings

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
