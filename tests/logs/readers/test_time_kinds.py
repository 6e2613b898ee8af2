"""The notations of times that the kernel reads."""

from __future__ import annotations

from functools import partial

import pytest

from usagestats.logs.pasted.strftime import TimeFormat
from usagestats.logs.readers.kernel.outputs import TimeKind
from usagestats.logs.readers.time_kinds import time_kinds
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.line_times import AnyOf, any_time, wall_time, yearless_time


def test_functions_have_notations() -> None:
    assert time_kinds(parse_clf_time) == TimeKind.CLF
    epochs = TimeKind.EPOCH_SECONDS | TimeKind.EPOCH_MILLISECONDS
    assert time_kinds(any_time) == TimeKind.CLF | TimeKind.ISO | epochs
    assert time_kinds(AnyOf((yearless_time,))) is None


def test_other_notations_are_left_to_the_careful_path() -> None:
    assert time_kinds(yearless_time) is None
    assert time_kinds(partial(wall_time, written="%Y")) is None


@pytest.mark.parametrize(
    ("written", "is_utc", "kind"),
    [
        ("%d/%b/%Y:%H:%M:%S.%3f", False, TimeKind.CLF),
        ("%d/%b/%Y:%T %z", False, TimeKind.CLF),
        ("%Y-%m-%dT%H:%M:%S.%3fZ", True, TimeKind.ISO),
        ("%F %T", False, TimeKind.ISO),
        ("%FT%H:%M:%E3S%Ez", True, TimeKind.ISO),
        ("%s.%3f", True, TimeKind.EPOCH_SECONDS),
        ("%F %T", True, None),  # in UTC, though the text has no offset
        ("%s.%f", False, None),
        ("%m/%d/%Y %T", False, None),
        ("%FT%R", False, None),
    ],
)
def test_a_form_of_strftime_may_be_one_of_them(
    written: str,
    is_utc: bool,  # noqa: FBT001
    kind: TimeKind | None,
) -> None:
    assert time_kinds(TimeFormat.of(written, is_utc=is_utc)) == kind
