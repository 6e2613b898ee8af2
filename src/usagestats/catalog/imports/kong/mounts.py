"""Whether paths alone decide which service of Kong gets a request, and which paths these are."""

from __future__ import annotations

import re
from itertools import permutations, takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.imports.kong.routes import Entry

_NO_LITERAL = re.compile(r"[{$]")


def mounts_of(entries: Sequence[Entry]) -> list[tuple[str, str]] | None:
    """Return each service and the path under which a product can have it as a backend.

    A product routes to the backend with the longest path that a request is under. That is what
    Kong does only if no two services share a path, and if a service under the path of another one
    takes all requests there are. The longest path comes first, so that its rules are tried first.

    Args:
        entries: In the order in which Kong tries them.

    Returns:
        `None` where routing by path would be wrong.
    """
    services = list(dict.fromkeys(entry.service for entry in entries))
    if len(services) == 1:
        return [(services[0], "/")]
    paths = {
        service: _common_path([entry.pattern for entry in entries if entry.service == service])
        for service in services
    }
    pairs = permutations(services, 2)
    if not all(_are_apart(inner, outer, paths, entries) for inner, outer in pairs):
        return None
    return sorted(paths.items(), key=lambda mount: mount[1], reverse=True)


def relative(pattern: str, path: str) -> str:
    """Return a pattern as a rule of a backend under a path has it.

    The path itself has no slash at its end, and a rule must begin with one: `/*`, any number of
    slashes, lets the path itself match, too.
    """
    if path == "/":
        return pattern
    rest = pattern.removeprefix(path)
    return rest if rest.startswith("/") else f"/*{rest}"


def _common_path(patterns: Sequence[str]) -> str:
    """Return the longest path of whole plain segments that all patterns begin with."""
    split = [_plain_segments(pattern) for pattern in patterns]
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*split, strict=False))
    return "/" + "/".join(column[0] for column in columns)


def _plain_segments(pattern: str) -> list[str]:
    segments = pattern.removesuffix("$").strip("/").split("/")
    return list(takewhile(lambda segment: segment and "{" not in segment, segments))


def _are_apart(inner: str, outer: str, paths: dict[str, str], entries: Sequence[Entry]) -> bool:
    """Tell whether requests under the path of `inner` are never for `outer`."""
    path = paths[inner]
    if not path.startswith(paths[outer]):
        return True
    if path == paths[outer]:
        return False
    for entry in entries:
        if entry.service == inner and entry.pattern == path and not entry.http_methods:
            return True
        if entry.service == outer and _may_overlap(entry.pattern, path):
            return False
    return False


def _may_overlap(pattern: str, path: str) -> bool:
    plain = _NO_LITERAL.split(pattern)[0]
    return plain.startswith(path) or path.startswith(plain)
