"""The JSON Schema of `usagestats.toml`, with which editors complete and check the file."""

from __future__ import annotations

from typing import Any, Final

from usagestats.catalog.document import Document

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def catalog_schema() -> dict[str, Any]:
    """Return the schema: every key with its description; other keys are refused."""
    schema = _without_null(Document.model_json_schema())
    return {"$schema": DIALECT, **schema, "title": "usagestats.toml"}


def _without_null(schema: Any) -> Any:  # noqa: ANN401  (JSON)
    """Return a schema without null, which TOML does not have."""
    if isinstance(schema, list):
        return [_without_null(one) for one in schema if one != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(one) for key, one in schema.items() if one is not None}
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    return kept
