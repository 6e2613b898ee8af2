from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.imports.kong.configurations import kong, service
from tests.catalog.imports.samples import imported


@pytest.mark.parametrize(
    ("path", "version", "patterns"),
    [
        ("/a/b", "3.0", ["/a/b"]),
        ("/a/", "3.0", ["/a/"]),
        ("/a b", "3.0", ["/a%20b"]),
        ("/a+b", "3.0", ["/a{any}b"]),
        (r"~/v\d+/x", "3.0", ["/v{any}/x"]),
        (r"/v\d+/x", "2.1", ["/v{any}/x"]),
        (r"~/(?<id>[^/]+)\.json$", "3.0", ["/{id}.json$"]),
        (r"~/(?P<id>\w{2,4})", "1.1", ["/{id}"]),
        (r"~^/x/(?:[a-z0-9-]+)/?$", "3.0", ["/x/{any}$", "/x/{any}/$"]),
        (r"~/x/.*", "3.0", ["/x/"]),
        (r"~/x/(.*)$", "3.0", ["/x/"]),
        (r"~/x/.+", "3.0", ["/x/{any}"]),
        (r"~/x(?:/(.*))?$", "3.0", []),
        (r"~/x/(a|b)", "3.0", []),
        (r"~/x/[^/]*", "3.0", []),
        (r"~/x/.", "3.0", []),
        (r"~/x/[^a]+", "3.0", []),
        (r"~/ab+", "3.0", []),
        (r"~/x(?i)y", "3.0", []),
    ],
)
def test_paths_of_routes(tmp_path: Path, path: str, version: str, patterns: list[str]) -> None:
    made = kong(service("s", {"name": "r", "paths": [path]})) | {"_format_version": version}
    draft = imported(tmp_path, made)
    rules = [rule for backend in draft.catalog.get("backends", ()) for rule in backend["rules"]]

    assert [rule["pattern"] for rule in rules] == patterns
    assert [text.partition(": ")[0] for text in draft.unsupported] == (
        [] if patterns else ["services[0].routes[0].paths[0]"]
    )
