from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from usagestats.catalog.schema import DIALECT, catalog_schema


def tables(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for one in schema.values():
            yield from tables(one)


def test_the_schema_describes_every_key_and_refuses_others() -> None:
    schema = catalog_schema()

    assert schema["$schema"] == DIALECT
    assert schema["title"] == "usagestats.toml"
    found = list(tables(schema))
    assert len(found) == 14
    for table in found:
        assert table["additionalProperties"] is False
        assert all(one.get("description") for one in table["properties"].values())


def test_the_schema_is_json_without_null_whose_references_lead_somewhere() -> None:
    text = json.dumps(catalog_schema())
    schema = json.loads(text)

    assert "null" not in text
    references = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert references == set(schema["$defs"])


def test_the_schema_knows_short_forms() -> None:
    definitions = catalog_schema()["$defs"]

    methods = definitions["BackendEntry"]["properties"]["methods"]["items"]
    assert methods == {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/MetricEntry"}]}
    assert definitions["SourceEntry"]["required"] == ["from"]
