from __future__ import annotations

import pytest

from usagestats.diagnostics.formats import formats_report
from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS


def test_every_format_is_listed_once_in_order() -> None:
    names = formats_report().rows["name"].to_list()

    assert names == sorted(FORMATS)


@pytest.mark.parametrize(("name", "sample"), formats_report().rows.rows())
def test_a_listed_sample_is_taken_for_what_it_is(name: str, sample: str) -> None:
    format_ = FORMATS[name]
    header = {"aws-cloudfront", "w3c", "tyk-pump-csv"}
    if name in header:
        assert format_.for_header(sample) or format_.read_line(sample)
        return
    actual = detect([sample.encode()])

    assert name in actual.layers.split(", ")
