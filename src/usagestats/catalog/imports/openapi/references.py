"""`$ref` in an OpenAPI document: followed inside the document, unsupported outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part

_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class References:
    """Follows the references of one document."""

    document: Part

    def target(self, part: Part, findings: Findings) -> Part | None:
        """Return the part that `$ref` leads to, or the part itself without `$ref`.

        Returns:
            `None` where the reference leads nowhere, which is then among the findings.
        """
        key_path = f"{part.key_path}.$ref"
        for _ in range(_LONGEST_CHAIN):
            if not part["$ref"]:
                return part
            reference = part["$ref"].text()
            found = self._local(reference)
            if found is None:
                findings.unsupported(key_path, _why(reference))
                return None
            part = found
        findings.unsupported(key_path, "leads to itself")
        return None

    def _local(self, reference: str) -> Part | None:
        """Return the part that a JSON pointer (RFC 6901) in a fragment points to."""
        if not reference.startswith("#/"):
            return None
        part = self.document
        for step in unquote(reference[2:]).split("/"):
            if not isinstance(part.value, dict):
                return None
            part = part[step.replace("~1", "/").replace("~0", "~")]
        return part or None


def _why(reference: str) -> str:
    if reference.startswith("#"):
        return f"there is no {reference}"
    return f"{reference} is another file; bundle the document into one"
