from __future__ import annotations

import pytest

from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS
from usagestats.logs.mixture import NO_MIXTURE, Mixture, understand
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

NCSA = FORMATS["ncsa"]
MIXTURE = detect([NCSA.sample.encode()]).mixture


@pytest.mark.parametrize("name", ["ncsa", "apicast", "envoy", "kong-json", "haproxy"])
def test_a_line_is_understood_by_its_own_format(name: str) -> None:
    found = understand(FORMATS[name].sample, NCSA, MIXTURE)

    assert found.log_format.name == name
    assert found.request["path"] == "/v1/items"


def test_a_prefix_is_taken_off_a_single_line() -> None:
    line = f"May  4 10:15:31 gw1 nginx: {NCSA.sample}"

    assert understand(line, NCSA, MIXTURE).request["remote_address"] == "203.0.113.7"


@pytest.mark.parametrize(
    ("line", "mixture"),
    [
        ("Dear diary", MIXTURE),
        (FORMATS["json"].sample, MIXTURE),  # the sample held no such line
        (FORMATS["apicast"].sample, NO_MIXTURE),
    ],
)
def test_the_reason_is_that_of_the_main_format(line: str, mixture: Mixture) -> None:
    with pytest.raises(NoRequestError) as main:
        NCSA.check_line(line)
    with pytest.raises(NoRequestError) as mixed:
        understand(line, NCSA, mixture)

    assert str(mixed.value) == str(main.value)


def test_a_message_behind_a_prefix_is_a_record_of_another_kind() -> None:
    line = "May  4 10:15:31 gw1 nginx: 2026/05/06 09:00:10 [error] 31#31: *7 x"
    with pytest.raises(OtherRecordError):
        understand(line, NCSA, MIXTURE)
