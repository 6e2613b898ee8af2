"""Records of requests among others, found alike on both paths."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.json.record import parse_record
from usagestats.logs.readers.json.record_filter import KeyOfOthers, RecordFilter
from usagestats.logs.readers.json.texts import Texts
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

FILTER = RecordFilter(
    ("log", "kind"), beginnings=("access",), others=("firewall",), unnamed=(("gateway",),)
)
REQUEST = '{"log":{"kind":"Access log"}}'
OTHERS = ['{"log":{"kind":"Firewall"}}', '{"gateway":"g1"}']
FOREIGN = ['{"log":{"kind":"audit"}}', '{"log":{}}', "{}"]


def test_a_request_passes() -> None:
    FILTER.check(parse_record(REQUEST))


@pytest.mark.parametrize("line", OTHERS)
def test_another_record_of_the_gateway_is_ignored(line: str) -> None:
    with pytest.raises(OtherRecordError, match="a record of another kind"):
        FILTER.check(parse_record(line))


@pytest.mark.parametrize("line", FOREIGN)
def test_a_record_of_another_program_is_a_reject(line: str) -> None:
    with pytest.raises(NoRequestError) as error:
        FILTER.check(parse_record(line))

    assert not isinstance(error.value, OtherRecordError)


def test_the_same_records_are_accepted_fast() -> None:
    lines = "\n".join([REQUEST, *OTHERS, *FOREIGN]).encode()
    nowhere = Texts(b"{}\n{}\n", [FILTER.path])

    assert FILTER.holds(Texts(lines, [FILTER.path])).fill_null(value=False).to_list() == [
        True,
        *[False] * 5,
    ]
    assert FILTER.holds(nowhere).to_list() == [False, False]


def test_a_key_of_other_records_is_found_alike() -> None:
    others = KeyOfOthers(("session", "sent"))
    request, connection = '{"session":{}}', '{"session":{"sent":0}}'

    others.check(parse_record(request))
    with pytest.raises(OtherRecordError, match=r"it has session\.sent"):
        others.check(parse_record(connection))
    texts = Texts(f"{request}\n{connection}\n".encode(), [others.path])
    assert others.holds(texts).to_list() == [True, False]
