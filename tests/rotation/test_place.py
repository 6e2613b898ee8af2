from __future__ import annotations

from datetime import datetime

import pytest

from usagestats.rotation.place import Place, place_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("path", "log_format", "expected"),
    [
        ("access.log", "combined", None),
        ("access.log.1", "combined", None),
        ("pods/x/0.log", "combined", None),
        ("logs/2026/05/04/a.gz", "", Place("logs//a", at("2026-05-04"), None, is_gapless=False)),
        ("a-2026-05-04.007.log", "", Place("a.log", at("2026-05-04"), "007", is_gapless=False)),
        ("pods/x/0.log.20260504-131507", "", Place("pods/x/", at("2026-05-04T13:15:07"), None, is_gapless=True)),
        ("logs/x_20260504T1005Z_a1.log.gz", "aws-alb", Place("logs", None, None, is_gapless=True)),
        ("logs/x.log", "aws-s3", Place("logs", None, None, is_gapless=True)),
    ],
)  # fmt: skip
def test_the_name_of_a_file_gives_its_place(
    path: str, log_format: str, expected: Place | None
) -> None:
    assert place_of(path, log_format) == expected
