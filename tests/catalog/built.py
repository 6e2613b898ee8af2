"""A catalog from the text of a file."""

from __future__ import annotations

from usagestats.catalog.build import catalog_of
from usagestats.catalog.model import (
    Catalog,
)
from usagestats.catalog.registry import Registry
from usagestats.catalog.toml_file import read_document


def catalog(text: str, registry: Registry | None = None) -> Catalog:
    return catalog_of(read_document(text.encode(), "usagestats.toml"), registry or Registry())
