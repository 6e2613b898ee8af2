"""YAML and JSON files of other programs, with limits on size, depth and aliases."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import yaml

from usagestats.catalog.imports.part import Part
from usagestats.errors import Excerpt, UsageError
from usagestats.safety.secrets import masked

if TYPE_CHECKING:
    from pathlib import Path

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML was built without libyaml: this loader does the same, but slowly
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]  # another class, alike in use

_LARGEST = 64 * 2**20
_DEEPEST = 100
_MOST_NODES = 5_000_000
_LONGEST_EXCERPT = 120


class _Loader(_SafeLoader):
    """Reads unquoted words as YAML 1.2 does: `no`, `12:30` and `2026-05-04` are text.

    Source: YAML 1.2.2, §10.3.2 (core schema), which OpenAPI and Kubernetes use.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (as PyYAML declares it)


for _tag, _expression, _first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", [*"tTfF"]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", [*"-+0123456789"]),
    (
        "float",
        r"[-+]?(?:[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)",
        [*"-+0123456789"],
    ),
    ("merge", r"<<", ["<"]),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_expression})\Z"), _first
    )


def read_documents(path: Path) -> list[Part]:
    """Return the documents of a YAML or JSON file, without the empty ones.

    Raises:
        UsageError: The file cannot be read, is neither YAML nor JSON, or would exhaust memory.
    """
    text = _text(path)
    if path.suffix.lower() == ".json" or text.lstrip()[:1] in {"{", "["}:
        documents = _json_documents(path, text)
    else:
        documents = _yaml_documents(path, text)
    values = [value for value in documents if value is not None]
    if len(values) == 1:
        return [Part(values[0], "", str(path))]
    return [Part(value, f"document {n}", str(path)) for n, value in enumerate(values, 1)]


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot be read: {why}", where=str(path)) from error
    if len(content) > _LARGEST:
        raise UsageError(f"is larger than {_LARGEST // 2**20} MiB", where=str(path))
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        what = f"is not text: byte {error.start + 1:,} is not {encoding.removesuffix('-sig')}"
        raise UsageError(what, where=str(path)) from error


def _json_documents(path: Path, text: str) -> list[object]:
    try:
        return [json.loads(text, object_pairs_hook=lambda pairs: _unique(pairs, path))]
    except json.JSONDecodeError as error:
        if path.suffix.lower() != ".json":
            return _yaml_documents(path, text)
        raise _syntax_error(path, text, "is not JSON", error.lineno - 1, error.colno - 1) from error
    except RecursionError as error:
        raise _too_deep(path) from error
    except ValueError as error:  # a number of thousands of digits
        raise UsageError(f"cannot be read: {error}", where=str(path)) from error


def _unique(pairs: list[tuple[str, object]], path: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise UsageError(f"{key!r} occurs twice in one mapping", where=str(path))
        found[key] = value
    return found


def _yaml_documents(path: Path, text: str) -> list[object]:
    try:
        _check_size(path, text)
        return [_construct(path, text, node) for node in yaml.compose_all(text, _Loader)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"is not YAML: {error.problem or error.context}"
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise _syntax_error(path, text, what, line, column) from error
    except (yaml.YAMLError, ValueError, LookupError) as error:  # such as !!bool "perhaps"
        what = str(error).partition("\n")[0] or "it cannot be read"
        raise UsageError(f"is not YAML: {what}", where=str(path)) from error
    except RecursionError as error:
        raise _too_deep(path) from error


def _check_size(path: Path, text: str) -> None:
    """Refuse deep nesting, and too many parts, before any recursion."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, _Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _too_deep(path)
        if number > _MOST_NODES:
            raise UsageError(f"has more than {_MOST_NODES:,} parts", where=str(path))


def _construct(path: Path, text: str, node: Any) -> object:  # noqa: ANN401  (untyped in PyYAML)
    if node is None:
        return None
    if _expanded_size(path, text, node, {}) > _MOST_NODES:
        what = f"its aliases stand for more than {_MOST_NODES:,} parts"
        raise UsageError(what, where=str(path))
    loader = _Loader("")
    try:
        return cast("object", loader.construct_document(node))
    finally:
        loader.dispose()


def _expanded_size(path: Path, text: str, node: yaml.Node, sizes: dict[int, int]) -> int:
    """Return the number of nodes after aliases are expanded; for a node inside itself, too many.

    PyYAML expands merge keys (`<<`) into copies, so that a few lines could fill the memory.
    """
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in sizes:
        sizes[id(node)] = _MOST_NODES + 1  # for a node inside itself
        sizes[id(node)] = 1 + sum(
            _expanded_size(path, text, child, sizes) for child in _children(path, text, node)
        )
    return sizes[id(node)]


def _children(path: Path, text: str, node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        return cast("list[yaml.Node]", node.value)
    seen = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
            if (key.tag, key.value) in seen:
                what = f"{key.value!r} occurs twice in one mapping"
                mark = key.start_mark
                raise _syntax_error(path, text, what, mark.line, mark.column)
            seen.add((key.tag, key.value))
    return [part for pair in node.value for part in pair]


def _syntax_error(path: Path, text: str, what: str, line: int, column: int) -> UsageError:
    """Return an error that shows the line, unless the line holds a credential."""
    lines = text.splitlines()
    shown = lines[line][:_LONGEST_EXCERPT] if line < len(lines) else ""
    is_shown = shown.strip() and column <= len(shown) and masked(shown) == shown
    excerpt = Excerpt(shown, column, column + 1) if is_shown else None
    return UsageError(what, where=f"{path}:{line + 1}", excerpt=excerpt)


def _too_deep(path: Path) -> UsageError:
    return UsageError(f"is nested more than {_DEEPEST} deep", where=str(path))
