from __future__ import annotations

import pytest

from tests.rotation.rotated import Span, files_of, night, runs
from usagestats.logs.formats import FORMATS
from usagestats.rotation.log_file import WRITTEN_ON_DEMAND
from usagestats.rotation.series import series_of


@pytest.mark.parametrize("log_format", ["aws-alb", "aws-elb", "aws-cloudfront", "aws-s3"])
def test_files_that_are_written_on_demand_have_no_gaps(log_format: str) -> None:
    spans: dict[str, Span] = {
        "logs/2026/05/05/x_20260505T0005Z_a1b2.log.gz": night(1),
        "logs/2026/05/04/x_20260504T0005Z_ffee.log.gz": night(0),
        "logs/2026/05/09/x_20260509T1005Z_0102.log.gz": night(5),
    }
    (series,) = series_of(files_of(spans, log_format))

    assert [file.hull for file in series.files] == sorted(
        file.hull for file in series.files if file.hull
    )
    assert len(series.runs) == 1


def test_the_logs_of_a_container_have_no_gaps() -> None:
    spans: dict[str, Span] = {
        "pods/x/0.log": night(2),
        "pods/x/2.log": night(4),
        "pods/x/0.log.20260504-231530.gz": night(0),
        "pods/y/0.log": night(0),
    }
    in_order = "pods/x/0.log.20260504-231530.gz pods/x/0.log pods/x/2.log"

    assert [runs(one) for one in series_of(files_of(spans))] == [[in_order], ["pods/y/0.log"]]


def test_the_formats_that_are_written_on_demand_are_known() -> None:
    assert WRITTEN_ON_DEMAND.issubset(FORMATS)
