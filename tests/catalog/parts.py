"""Catalogs whose parts may not go together, and their errors."""

from __future__ import annotations

import re

import pytest

from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.toml_file import read_document

FILE = "usagestats.toml"


A = '[[backends]]\nname = "a"\nmethods = ["m"]\nmetrics = ["bytes"]\nrules = []\n'


B = '[[backends]]\nname = "b"\nmethods = ["m", "n"]\nrules = []\n'


BOTH = f'{A}{B}[[products]]\nname = "p"\nbackends = ["a", {{ name = "b", path = "/b" }}]\n'


RULE = 'http_method = "GET", pattern = "/"'


def errors_of(text: str) -> list[str]:
    with pytest.raises(CatalogError) as caught:
        read_document(text.encode(), FILE)
    return re.sub(rf"usagestats: {FILE}:\d+: ", "", str(caught.value)).split("\n")


def product(line: str) -> str:
    return f'{A}[[products]]\nname = "p"\n{line}\n'


def plan(limit: str, head: str = "") -> str:
    return f'{BOTH}[[plans]]\nname = "basic"\n{head}\nlimits = [{limit}]\n'
