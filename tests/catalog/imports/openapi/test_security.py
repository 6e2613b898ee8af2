from __future__ import annotations

import pytest

from tests.catalog.imports.samples import OPENAPI
from usagestats.catalog.imports.draft import Findings
from usagestats.catalog.imports.import_file import import_file
from usagestats.catalog.imports.openapi.references import References
from usagestats.catalog.imports.openapi.security import sources_of
from usagestats.catalog.imports.part import Part


def test_credentials_that_a_log_shows_identify_applications() -> None:
    assert import_file(OPENAPI).catalog["identify"] == ["query:library_key", "remote_user"]


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ({"type": "apiKey", "in": "query", "name": "k"}, ["query:k"]),
        ({"type": "http", "scheme": "Basic"}, ["remote_user"]),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "no usual log has the header 'X-Key'"),
        ({"type": "http", "scheme": "bearer"}, "bearer authentication: the token must not be logged"),
        ({"type": "oauth2"}, "oauth2: the token must not be logged"),
        ({"type": "magic"}, "no known type: 'magic'"),
    ],
)  # fmt: skip
def test_a_scheme_is_a_source_or_says_how_to_log_the_client(
    scheme: dict[str, str], expected: list[str] | str
) -> None:
    document, findings = Part({"schemes": {"one": scheme, "again": scheme}}, "", "f"), Findings()
    sources = sources_of(document["schemes"], References(document), findings)
    unsupported = findings.draft({}, []).unsupported

    if isinstance(expected, str):
        assert sources == []
        assert [text.startswith(f"schemes.one: {expected}") for text in unsupported] == [
            True,
            False,
        ]
    else:
        assert (sources, unsupported) == (expected, ())
