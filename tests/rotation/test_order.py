from __future__ import annotations

import pytest

from tests.rotation.rotated import Span, files_of, night, runs
from usagestats.rotation.series import series_of


@pytest.mark.parametrize(
    "spans",
    [
        {"gw1.log": night(0), "gw2.log": (10, 30)},
        {"a-20260504-gw.1": night(0), "a-20260504-gw.2": (10, 30)},
        {"gw1/a.log": night(0), "gw2/a.log": night(1)},
        {"a.log": night(0), "b.log": night(1)},
    ],
)
def test_gateways_side_by_side_are_series_of_their_own(spans: dict[str, Span]) -> None:
    assert [runs(series) for series in series_of(files_of(spans))] == [[path] for path in spans]


def test_numbers_of_gateways_beside_dates_are_no_rotation() -> None:
    spans = {f"a-2026050{4 + day}-{gw}": night(day) for gw in "123" for day in range(3)}

    assert [runs(series) for series in series_of(files_of(spans))] == [
        [" ".join(f"a-2026050{4 + day}-{gw}" for day in range(3))] for gw in "123"
    ]


def test_an_overlap_of_a_slot_is_no_sign_of_gateways_side_by_side() -> None:
    spans: dict[str, Span] = {"a.log": (7.75, 20), "a.log.1": (0, 8), "a.log.2": (-9, -8)}

    assert runs(series_of(files_of(spans))[0]) == ["a.log.2 a.log.1 a.log"]
    spans["a.log"] = (7.74, 20)
    assert len(series_of(files_of(spans))) == 3
