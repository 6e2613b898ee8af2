"""Records of requests among others, found alike with care and by the kernel."""

from __future__ import annotations

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.record import parse_record
from usagestats.logs.readers.json.record_filter import KeyOfOthers, RecordFilter
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

FILTER = RecordFilter(
    ("log", "kind"), beginnings=("access",), others=("firewall",), unnamed=(("gateway",),)
)
REQUEST = '{"log":{"kind":"Access log"}}'
OTHERS = ['{"log":{"kind":"Firewall"}}', '{"gateway":"g1"}']
FOREIGN = ['{"log":{"kind":"audit"}}', '{"log":{}}', "{}"]


def test_a_long_value_is_cut_with_a_mark() -> None:
    with pytest.raises(OtherRecordError, match=f"log.kind is firewall{'x' * 72}…$"):
        FILTER.check(parse_record(f'{{"log":{{"kind":"firewall{"x" * 100}"}}}}'))


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


def accepted(records: RecordFilter | KeyOfOthers, *lines: str) -> list[bool]:
    log_format = json_format("filtered", "", {"time": ["t"]}, records=records)
    timed = [line.replace("{", '{"t":1777889730,', 1).replace(",}", "}") for line in lines]
    return read_fast(log_format, "\n".join(timed).encode(), {"time"}).accepted


def test_the_same_records_are_accepted_fast() -> None:
    assert accepted(FILTER, REQUEST, *OTHERS, *FOREIGN) == [True, *[False] * 5]


def test_a_key_of_other_records_is_found_alike() -> None:
    others = KeyOfOthers(("session", "sent"))
    request, connection = '{"session":{}}', '{"session":{"sent":0}}'

    others.check(parse_record(request))
    with pytest.raises(OtherRecordError, match=r"it has session\.sent"):
        others.check(parse_record(connection))
    assert accepted(others, request, connection) == [True, False]
