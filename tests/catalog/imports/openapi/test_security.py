from __future__ import annotations

from tests.catalog.imports.samples import OPENAPI
from usagestats.catalog.imports.import_file import import_file


def test_credentials_that_a_log_shows_identify_applications() -> None:
    assert import_file(OPENAPI).catalog["identify"] == ["query:library_key", "remote_user"]
