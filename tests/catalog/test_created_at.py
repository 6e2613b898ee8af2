from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from usagestats.catalog.created_at import creation_of
from usagestats.catalog.mistakes import Mistake

TEN = datetime(2026, 5, 4, 10)  # noqa: DTZ001  (as the file has it: without an offset)
IN_KOLKATA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("2026-05-04", date(2026, 5, 4)),
        ("2026-05-04T10:00", TEN),
        ("2026-05-04 10:00:00", TEN),
        ("2026-05-04T10:00:00.25Z", datetime(2026, 5, 4, 10, 0, 0, 250_000, UTC)),
        ("2026-05-04 10:00:00 UTC", TEN.replace(tzinfo=UTC)),
        ("2026-05-04T10:00+0530", TEN.replace(tzinfo=IN_KOLKATA)),
    ],
)
def test_a_day_or_a_time_is_read_with_its_offset(text: str, expected: date | None) -> None:
    assert creation_of(text) == expected
    assert type(creation_of(text)) is type(expected)


@pytest.mark.parametrize(
    "text", ["20260504", "2026-W19-1", "04/05/2026", "s3cr3t", "2026-05-04 at"]
)
def test_another_form_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(Mistake, match="not a date or time") as caught:
        creation_of(text)

    assert text not in f"{caught.value.what} {caught.value.hint}"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-05-04T25:00"])
def test_a_day_or_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Mistake, match="there is no such day or time"):
        creation_of(text)
