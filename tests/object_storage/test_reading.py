"""The bytes of an object are those of the state that was listed, or an error says so."""

from __future__ import annotations

import pytest

from tests.s3_server import Proxy, S3Server, running_proxy
from usagestats.errors import InputError
from usagestats.logs.files.sources import sources_of
from usagestats.object_storage.listing import objects_named
from usagestats.object_storage.place import ObjectPlace, StorageSettings
from usagestats.object_storage.reading import ObjectChangedError, ObjectStream

DATA = bytes(range(256)) * 41
BLOCK = 1000


def place_of(url: str, settings: StorageSettings | None = None) -> ObjectPlace:
    settings = settings or StorageSettings()
    (source,) = sources_of(objects_named(url, settings), settings)
    assert source.object
    return source.object


def content(place: ObjectPlace, size: int = 700) -> bytes:
    with ObjectStream(place, BLOCK) as stream:
        return b"".join(iter(lambda: stream.read(size), b""))


@pytest.mark.parametrize("size", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, len(DATA)])
def test_all_bytes_are_read_in_blocks(s3: S3Server, size: int) -> None:
    s3.put("logs", "x y/a", DATA[:size])
    assert content(place_of("s3://logs/x y/a")) == DATA[:size]


def test_each_request_names_the_state_that_was_listed(s3: S3Server) -> None:
    s3.put("logs", "a", DATA)
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        place = place_of("s3://logs/a", StorageSettings(endpoint=there.endpoint))
        assert content(place) == DATA
    reads = [headers for method, _, headers in proxy.seen if method == "GET"]
    assert len(reads) == -(-len(DATA) // BLOCK)
    assert {headers["if-match"] for headers in reads} == {place.etag}


@pytest.mark.parametrize("dropped", [(), ("if-match",)])
def test_an_object_that_is_replaced_while_it_is_read_is_an_error(
    s3: S3Server, dropped: tuple[str, ...]
) -> None:
    s3.put("logs", "a", DATA)

    def replace_it(method: str, _: str) -> None:
        if method == "GET" and proxy.methods()["GET"] == 4:
            s3.put("logs", "a", DATA[::-1])

    proxy = Proxy(s3, dropped=frozenset(dropped), before=replace_it)
    with running_proxy(proxy) as there:
        place = place_of("s3://logs/a", StorageSettings(endpoint=there.endpoint))
        with pytest.raises(ObjectChangedError, match="another object by now") as raised:
            content(place)
    assert raised.value.where == "s3://logs/a"


def test_an_object_that_is_gone_is_an_error(s3: S3Server) -> None:
    s3.put("logs", "a", DATA)
    place = place_of("s3://logs/a")
    s3.delete("logs", "a")
    with pytest.raises(ObjectChangedError):
        content(place)


def test_a_reader_may_stop_early(s3: S3Server) -> None:
    s3.put("logs", "a", DATA)
    with ObjectStream(place_of("s3://logs/a"), BLOCK) as stream:
        assert stream.read(5) == DATA[:5]


def test_an_object_of_a_web_server_is_read_from_one_answer(s3: S3Server) -> None:
    s3.put("logs", "a", DATA)
    proxy = Proxy(s3)
    with running_proxy(proxy) as there:
        assert content(place_of(f"{there.endpoint}/logs/a")) == DATA
    assert proxy.methods() == {"HEAD": 1, "GET": 1}


def test_no_error_holds_the_signature_of_a_url(s3: S3Server) -> None:
    place = ObjectPlace(f"{s3.endpoint}/logs/absent?X-Amz-Signature=secret")
    with pytest.raises(InputError) as raised:
        content(place)
    assert "secret" not in f"{raised.value} {raised.value.__cause__}"
    assert raised.value.where == f"{s3.endpoint}/logs/absent"
