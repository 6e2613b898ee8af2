from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.rotation.place import NAME_RULES
from usagestats.store import places
from usagestats.store.places import PLACE, place_cells, with_places
from usagestats.store.schema import STORED

DAY = datetime(2026, 5, 4, tzinfo=UTC)
SCHEMA = {"source": pl.String(), "path": pl.String(), **{n: STORED[n] for n in ("format", *PLACE)}}


def sources(*rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, SCHEMA, orient="row")


def test_cells_of_a_path_with_a_date_without_one_and_of_a_stream() -> None:
    dated = place_cells("logs/2026/05/04/a.2.log", "combined")

    assert list(dated.values()) == ["logs//a.log", DAY, "2", False, NAME_RULES]
    assert list(place_cells("a.log", "").values()) == [None, None, None, None, NAME_RULES]
    assert set(place_cells(None, "").values()) == {None}


def test_places_of_older_rows_and_of_older_rules_are_found_out() -> None:
    older = NAME_RULES - 1
    rows = sources(
        ("old", "a-20260504", "combined", None, None, None, None, None),
        ("new", "b-20260504", "combined", "kept", None, None, True, NAME_RULES),
        ("other rules", "a-20260504", "combined", "x", None, None, True, older),
        ("unknown format", "a-20260504", None, None, None, None, None, None),
        ("stream", None, "combined", None, None, None, None, None),
    )
    found = {row[0]: row[3:] for row in with_places(rows).iter_rows()}
    place = ("a", DAY, None, False, NAME_RULES)

    assert found == {
        "old": place,
        "new": ("kept", None, None, True, NAME_RULES),
        "other rules": place,
        "unknown format": place,
        "stream": (None,) * 5,
    }


def test_known_places_take_no_name_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "place_of", None)
    rows = sources(("new", "b-20260504", "combined", "kept", None, None, True, NAME_RULES))

    assert with_places(rows).equals(rows)
