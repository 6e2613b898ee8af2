"""A file of another program → the draft of a catalog; the content decides which program it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.imports.kong.document import import_kong
from usagestats.catalog.imports.openapi.document import import_openapi
from usagestats.catalog.imports.source_file import read_documents
from usagestats.catalog.imports.threescale.document import import_threescale, is_threescale
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.catalog.imports.draft import Draft
    from usagestats.catalog.imports.part import Part

_LOOKED_FOR = (
    "it must have openapi: (an OpenAPI 3 document), _format_version: (a declarative configuration"
    " of Kong)\nor apiVersion: capabilities.3scale.net/… (resources of the 3scale operator)"
)


def import_file(path: Path) -> Draft:
    """Draft a catalog from a file of another program.

    Args:
        path: A YAML or JSON file.

    Raises:
        UsageError: The file cannot be read, belongs to no known program, or is malformed.
    """
    return import_documents(read_documents(path), str(path))


def import_documents(documents: list[Part], file: str) -> Draft:
    """Draft a catalog from the documents of a file.

    Raises:
        UsageError: They belong to no known program, or are malformed.
    """
    mappings = [document for document in documents if isinstance(document.value, dict)]
    if any(is_threescale(document) for document in mappings):
        return import_threescale(documents)
    if len(documents) > 1:
        hint = "only files of 3scale resources may hold several"
        raise UsageError(f"holds {len(documents)} documents", where=file, hint=hint)
    for document in mappings:
        if document["openapi"] or document["swagger"]:
            return import_openapi(document)
        if document["_format_version"]:
            return import_kong(document)
    raise UsageError("is not a kind of file that can be imported", where=file, hint=_LOOKED_FOR)
