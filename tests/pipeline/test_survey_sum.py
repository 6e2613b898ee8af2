from __future__ import annotations

from datetime import timedelta

import pytest

from usagestats.catalog.suggestion import DraftEvidence
from usagestats.pipeline.survey_sum import SurveySum
from usagestats.pipeline.usage_sum import ChunkUsage
from usagestats.tables.compact_usage import CompactUsage
from usagestats.tables.usage import Grain, add_usage

GRAIN = Grain((), timedelta(hours=1))


def test_a_sum_is_one_part_of_both() -> None:
    empty = ChunkUsage(CompactUsage.of(add_usage([], GRAIN)))
    total: SurveySum[DraftEvidence] = SurveySum(GRAIN)
    first = DraftEvidence()
    total.add((empty, first))
    total.add((empty, DraftEvidence()))

    usage, found = total.part()

    assert found is first
    assert usage.usage.height == 0


def test_nothing_has_no_part() -> None:
    with pytest.raises(ValueError, match="nothing was added"):
        SurveySum[DraftEvidence](GRAIN).part()
