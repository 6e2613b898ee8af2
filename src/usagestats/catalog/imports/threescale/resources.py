"""The resources in a file: their kinds and names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.catalog.imports.draft import one_line
from usagestats.catalog.imports.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = "capabilities.3scale.net/"
_NO_SYSTEM_NAME = re.compile(r"[^a-zA-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of Kubernetes; the key path of `spec` is `Kind/name.spec`.

    Args:
        kind: Its kind.
        name: Its name.
        spec: Its content.
        status: The facts that the operator added, such as ids.
    """

    kind: str
    name: str
    spec: Part
    status: Part

    @property
    def label(self) -> str:
        """Its name in messages."""
        return f"{self.kind}/{self.name}"

    @property
    def system_name(self) -> str:
        """The name by which other resources refer to it.

        Source: `SetDefaults` of the operator: without a `systemName`, the letters and digits of the
            name; always in lower case.
        """
        name = self.spec["systemName"].text()
        name = name or _NO_SYSTEM_NAME.sub("", self.spec["name"].text()) or self.name
        return name.lower()


def is_threescale(document: Part) -> bool:
    """Whether a document is a resource of the 3scale operator, or a list with such resources."""
    value = document.value
    if not isinstance(value, dict):
        return False
    version, items = value.get("apiVersion"), value.get("items")
    if isinstance(version, str) and version.startswith(_GROUP):
        return True
    return isinstance(items, list) and any(is_threescale(Part(item, "", "")) for item in items)


def resources_of(documents: list[Part]) -> list[Resource]:
    """Return all resources, even those inside lists.

    Raises:
        UsageError: A document is no resource.
    """
    return [_resource(part) for document in documents for part in _flat(document)]


def _flat(document: Part) -> Iterator[Part]:
    if document["kind"].text().endswith("List"):
        for item in document["items"].items():
            yield from _flat(item)
    else:
        yield document


def _resource(document: Part) -> Resource:
    if not document["kind"]:
        raise document.error("is not a resource: it has no kind")
    kind = document["kind"].text()
    own = document["apiVersion"].text().startswith(_GROUP) or kind == "Secret"
    kind = kind if own else f"{document['apiVersion'].text()} {kind}"
    names = (document["metadata"]["name"], document["spec"]["name"])
    name = next(filter(None, (one_line(part.text()) for part in names)), "?")
    spec = Part(document["spec"].value, f"{kind}/{name}.spec", document.file)
    status = Part(document["status"].value, f"{kind}/{name}.status", document.file)
    return Resource(kind, name, spec, status)
