"""The example documents, and imports of documents that tests make up."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import yaml

from usagestats.catalog.applications_file import COLUMNS, read_registry
from usagestats.catalog.cross_checks import mistakes_across
from usagestats.catalog.document import Document
from usagestats.catalog.imports.draft import Draft
from usagestats.catalog.imports.import_file import import_file

DATA = Path(__file__).parent / "data"
OPENAPI = DATA / "library.openapi.yaml"
THREESCALE = DATA / "bookshop.3scale.yaml"
KONG = DATA / "gateway.kong.yaml"
KONG_BY_PATH = DATA / "shop.kong.yaml"
ALL = (OPENAPI, THREESCALE, KONG, KONG_BY_PATH)


def imported(folder: Path, *documents: Any) -> Draft:
    """Import what is written as JSON, or as several documents of YAML."""
    path = folder / ("made.json" if len(documents) == 1 else "made.yaml")
    text = json.dumps(documents[0]) if len(documents) == 1 else yaml.safe_dump_all(documents)
    path.write_text(text, encoding="utf-8")
    return import_file(path)


def assert_is_valid(draft: Draft, folder: Path) -> None:
    """The draft is a catalog without problems, and its applications can be read."""
    assert mistakes_across(Document.model_validate(draft.catalog)) == []
    path = folder / "applications.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(draft.applications)
    read_registry(path, {plan["name"]: None for plan in draft.catalog.get("plans", ())})
