"""The operations of an OpenAPI document, with patterns and their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.catalog.imports.patterns import ANYTHING, template_pattern
from usagestats.catalog.pattern import PatternError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.openapi.references import References
    from usagestats.catalog.imports.part import Part

_VERBS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_OTHERS: Final = ("CONNECT",)  # those of `additionalOperations` that a rule can be for
_DESCRIBING = frozenset(("$ref", "summary", "description", "parameters"))
_WILDCARD = re.compile(r"\{[^{}]+\}")
_GREEDY = re.compile(r"\{([^{}]+)\+\}\Z")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of an API.

    Args:
        http_method: The http_method, in capitals.
        template: Its path as the document has it.
        pattern: The pattern of this path, without the base path of the server.
        part: Its description in the document.
    """

    http_method: str
    template: str
    pattern: str
    part: Part

    @property
    def specificity(self) -> list[tuple[int, int]]:
        """A sort key: concrete paths come before paths with variables that match them, too.

        Source: OpenAPI 3.1, §4.8.8.2, which leaves the order of two paths with variables open. Here
        the path comes first whose segments, from the left, are more concrete; then the one with
        more literal characters.
        """
        segments = self.pattern.removesuffix("$").split("/")
        ranks = [_rank(segment) for segment in segments]
        return ranks if self.pattern.endswith("$") else [*ranks[:-1], (3, 0)]


def _rank(segment: str) -> tuple[int, int]:
    spelled = _WILDCARD.sub("", segment)
    if spelled == segment:
        return (0, 0)
    return (1, -len(spelled)) if spelled else (2, 0)


def operations_of(paths: Part, references: References, findings: Findings) -> list[Operation]:
    """Return the operations in the order of the document."""
    found: dict[tuple[str, str], Operation] = {}
    for template, item in paths.entries():
        if template.startswith("x-"):
            continue
        for operation in _of_path(template, item, references, findings):
            key = (operation.http_method, _WILDCARD.sub("{}", operation.pattern))
            first = found.setdefault(key, operation)
            if first is not operation:
                why = f"its requests look like those of {first.template}, which count them"
                findings.unsupported(operation.part.key_path, why)
    return list(found.values())


def _of_path(
    template: str, item: Part, references: References, findings: Findings
) -> Iterator[Operation]:
    try:
        pattern = _pattern(template, item.key_path, findings)
    except PatternError as error:
        findings.unsupported(item.key_path, f"no mapping rule can be for this path: {error}")
        return
    target = references.target(item, findings)
    verbs = dict(_verbs(target, findings)) if target else {}
    if target is not item:
        verbs |= _verbs(item, findings)
    for verb, part in verbs.items():
        yield Operation(verb, template, pattern, part)


def _pattern(template: str, key_path: str, findings: Findings) -> str:
    """Return the anchored pattern of a path; `{name+}`, which AWS adds, spans slashes."""
    is_greedy = bool(_GREEDY.search(template))
    pattern = template_pattern(_GREEDY.sub(r"{\1}", template))
    if ANYTHING in pattern:
        findings.note(f"{key_path}: in its rule {ANYTHING} stands for ( ) + * $ and anything else")
    return pattern if is_greedy else pattern + "$"


def _verbs(item: Part, findings: Findings) -> Iterator[tuple[str, Part]]:
    """Yield the http_methods of a path item; other keys that change counting are unsupported."""
    for key, part in item.entries():
        if key in _VERBS:
            _report_extras(part, findings)
            yield key.upper(), part
        elif key == "additionalOperations":
            yield from _additional(part, findings)
        elif key == "servers":
            findings.unsupported(part.key_path, "it counts under the servers of the whole document")
        elif key not in _DESCRIBING and not key.startswith("x-"):
            findings.unsupported(part.key_path, "mapping rules know no such http_method")


def _additional(operations: Part, findings: Findings) -> Iterator[tuple[str, Part]]:
    """Yield the `additionalOperations` of a path, which OpenAPI 3.2 allows."""
    for verb, part in operations.entries():
        if verb in _OTHERS:
            _report_extras(part, findings)
            yield verb, part
        else:
            findings.unsupported(part.key_path, "mapping rules know no such http_method")


def _report_extras(operation: Part, findings: Findings) -> None:
    for _, callback in operation["callbacks"].entries():
        why = "the API makes these requests itself, so no log of it has them"
        findings.unsupported(callback.key_path, why)
    if operation["servers"]:
        why = "it counts under the servers of the whole document"
        findings.unsupported(operation["servers"].key_path, why)
