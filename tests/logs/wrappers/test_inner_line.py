"""Each wrapper shows where its inner line stands, if that is one place."""

from __future__ import annotations

import re

from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.envelopes import SHIPPER
from usagestats.logs.wrappers.inner_line import BehindPrefix, InRecord
from usagestats.logs.wrappers.known import WRAPPERS
from usagestats.logs.wrappers.prefixes import CLOUDWATCH


def test_the_rest_behind_a_prefix_is_the_inner_line() -> None:
    places = [(one, one.place) for one in WRAPPERS if isinstance(one.place, BehindPrefix)]

    rests = {one.name: re.sub(place.pattern, "", one.sample, count=1) for one, place in places}

    assert set(rests.values()) <= {"LINE", '{"log":"LINE"}'}
    assert len(rests) > len(WRAPPERS) // 2


def test_the_places_in_a_record_are_those_of_the_wrapper() -> None:
    assert DOCKER.place.paths == (("log",),)
    assert SHIPPER.place.paths[:2] == (("event.original",), ("event", "original"))
    assert isinstance(SHIPPER.place, InRecord)


def test_an_inner_line_that_begins_within_the_prefix_has_no_place() -> None:
    assert CLOUDWATCH.place is None
