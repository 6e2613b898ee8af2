from __future__ import annotations

import pytest

from usagestats.logs.wrappers.envelopes import JOURNALD, SHIPPER, Envelope
from usagestats.logs.wrappers.wrapper import texts


@pytest.mark.parametrize(
    ("wrapper", "line", "inner"),
    [
        (JOURNALD, '{"MESSAGE":"a","__REALTIME_TIMESTAMP":"1"}', "a"),
        (JOURNALD, '{"MESSAGE":[97,255,10]}', "a\ufffd\n"),
        (SHIPPER, '{"@timestamp":"t","message":"a"}', "a"),
        (SHIPPER, '{"log":"a\\n","kubernetes":{"pod_name":"x"}}', "a\n"),
        (SHIPPER, '{"line":"a","labels":{}}', "a"),
        (SHIPPER, '{"message":"parsed","event":{"original":"a"}}', "a"),
        (SHIPPER, '{"message":"parsed","event.original":"a"}', "a"),
        (SHIPPER, '{"log":{"offset":1},"message":"a"}', "a"),
        (SHIPPER, '{"message":"\\ud800"}', "\ufffd"),
    ],
)
def test_the_line_is_taken_out(wrapper: Envelope, line: str, inner: str) -> None:
    assert wrapper.matches(line)
    assert wrapper.unwrap(texts([line])).text.to_list() == [inner]


@pytest.mark.parametrize(
    "line",
    [
        *("", "rubbish", "{", "[1]", "5", '{"message":null}', '{"MESSAGE":[300]}'),
        *('{"MESSAGE":["a"]}', '{"event":"original"}', '{"message":' + "[" * 99_999),
    ],
)
def test_what_holds_no_text_is_left(line: str) -> None:
    for wrapper in (JOURNALD, SHIPPER):
        assert not wrapper.matches(line)
        assert wrapper.unwrap(texts([line])).text.to_list() == [line]
