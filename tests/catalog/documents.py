"""Short ways to write catalogs, and the errors that they give."""

from __future__ import annotations

import re

import pytest

from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.toml_file import read_document
from usagestats.errors import ExitCode

FILE = "usagestats.toml"


RULE = 'http_method = "GET", pattern = "/"'


def errors_of(text: str | bytes) -> list[str]:
    """Return the lines of the error, without the numbers of lines of the document."""
    return [re.sub(rf"{FILE}:\d+: ", f"{FILE}: ", line) for line in located_errors_of(text)]


def located_errors_of(text: str | bytes) -> list[str]:
    """Return the lines of the error."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CatalogError) as caught:
        read_document(data, FILE)
    assert caught.value.exit_code == ExitCode.USAGE
    return str(caught.value).split("\n")


def backend(line: str) -> str:
    return f'[[backends]]\nname = "b"\n{line}\n'


def product(line: str) -> str:
    return f'[[products]]\nname = "p"\n{line}\n'
