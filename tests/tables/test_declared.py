from __future__ import annotations

import polars as pl
import pytest

from usagestats.tables.declared import CLASSIFIED, TableError, checked


def test_a_table_with_undeclared_columns_is_refused() -> None:
    with pytest.raises(TableError, match="CLASSIFIED"):
        checked(pl.DataFrame({"time": ["noon"]}), "CLASSIFIED", CLASSIFIED)
