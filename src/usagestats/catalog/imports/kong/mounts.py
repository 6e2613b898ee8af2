"""The paths of Kong's services, where paths alone decide which service gets a request."""

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

    A product routes a request to the backend with the longest path. Kong does the same only if no
    two services share a path, and if a service under the path of another one takes all requests
    there. The longest path comes first, so that its rules are tried first.

    Args:
        entries: The paths of routes, in the order in which Kong tries them.

    Returns:
        `None` where routing by path would differ from Kong.
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
    """Return the part of a pattern after the path of its backend, as a rule.

    A rule must begin with a slash, but the path itself may end without one. `/*` (any number of
    slashes) at the beginning of the rule matches both.
    """
    if path == "/":
        return pattern
    rest = pattern.removeprefix(path)
    return rest if rest.startswith("/") else f"/*{rest}"


def _common_path(patterns: Sequence[str]) -> str:
    """Return the longest path, of whole segments without wildcards, that begins all patterns."""
    split = [_plain_segments(pattern) for pattern in patterns]
    columns = takewhile(lambda column: len(set(column)) == 1, zip(*split, strict=False))
    return "/" + "/".join(column[0] for column in columns)


def _plain_segments(pattern: str) -> list[str]:
    segments = pattern.removesuffix("$").strip("/").split("/")
    return list(takewhile(lambda segment: segment and "{" not in segment, segments))


def _are_apart(inner: str, outer: str, paths: dict[str, str], entries: Sequence[Entry]) -> bool:
    """Whether no request under the path of `inner` is for `outer`."""
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
