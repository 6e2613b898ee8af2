from __future__ import annotations

from tests.catalog.documents import FILE
from usagestats.catalog.model import Per
from usagestats.catalog.toml_file import read_document


def test_short_forms_are_tables() -> None:
    actual = read_document(
        b"""
        identify = ["query:user_key"]
        [[backends]]
        name = "b"
        methods = ["m", { name = "n", unit = "file" }]
        rules = [{ http_method = "ANY", pattern = "/" }]
        [[products]]
        name = "p"
        backends = ["b"]
        [[plans]]
        name = "basic"
        limits = [{ metric = "hits", value = 0, per = "eternity" }]
        [exclude]
        statuses = [404, "4XX", "503"]
        """,
        FILE,
    )

    assert actual.identify is not None
    assert [entry.source for entry in actual.identify] == ["query:user_key"]
    assert [(method.name, method.unit) for method in actual.backends[0].methods] == [
        ("m", "hit"),
        ("n", "file"),
    ]
    rule = actual.backends[0].rules[0]
    assert (rule.metric, rule.delta, rule.last) == ("hits", 1, False)
    assert [(mount.name, mount.path) for mount in actual.products[0].backends] == [("b", "/")]
    assert actual.plans[0].limits[0].per is Per.ETERNITY
    assert actual.exclude.statuses == ["404", "4xx", "503"]
