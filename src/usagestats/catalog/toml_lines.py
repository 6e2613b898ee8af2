"""The line of each key of a TOML document, for errors and for `usagestats config`.

The library that reads TOML keeps no positions. This reads the document once more, and may trust
that it is correct TOML: only then there is a tree, and something to say about its keys.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from usagestats.catalog.mistakes import KeyPath

_TOKEN: Final = re.compile(
    r"""
    (?P<text> \"{3} (?:\\.|[^\\])*? \"{3,5} | '{3} .*? '{3,5}
            | " (?:\\.|[^"\\\n])* " | ' [^'\n]* ' )
    | (?P<space> [ \t\r]+ | \#[^\n]* )
    | (?P<mark> [\[\]{},=.\n] )
    | (?P<bare> [^\s"'\#\[\]{},=.]+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_END: Final = ""


def line_of(key_path: KeyPath, lines: dict[KeyPath, int]) -> int | None:
    """Return the line of a key, else of the table in which it is missing; `None` for the file."""
    while key_path and key_path not in lines:
        key_path = key_path[:-1]
    return lines.get(key_path)


def lines_of(document: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of every key, table and element of a list.

    Args:
        document: Correct TOML.
    """
    reading = _Reading(document)
    reading.document()
    return reading.lines


class _Reading:
    """One way through a document, token by token."""

    def __init__(self, document: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}  # how many tables a list of tables has so far
        self._tokens = _tokens(document)
        self._next = 0

    def document(self) -> None:
        table: KeyPath = ()
        while self._skip_newlines() != _END:
            if self._token() == "[":
                table = self._header()
            else:
                self._entry(table)

    def _header(self) -> KeyPath:
        """Read `[key]` or `[[key]]`, and return the path of the table."""
        line = self._line()
        self._take("[")
        is_list = self._token() == "["
        if is_list:
            self._take("[")
        *above, name = self._key()
        path: KeyPath = ()
        for key in above:
            path = self._inside((*path, key), line)
        path = (*path, name)
        if is_list:
            number = self._tables[path] = self._tables.get(path, -1) + 1
            self.lines.setdefault(path, line)
            path = (*path, number)
            self._take("]")
        self._take("]")
        self.lines[path] = line
        return path

    def _inside(self, path: KeyPath, line: int) -> KeyPath:
        """Return the path of the table that a key leads to: the last one of a list of tables."""
        self.lines.setdefault(path, line)
        return (*path, self._tables[path]) if path in self._tables else path

    def _entry(self, table: KeyPath) -> None:
        """Read `key = value`."""
        line, path = self._line(), table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._take("=")
        self._value(path)

    def _key(self) -> list[str]:
        keys = [self._key_part()]
        while self._token() == ".":
            self._take(".")
            keys.append(self._key_part())
        return keys

    def _key_part(self) -> str:
        token = self._token()
        self._next += 1
        return str(tomllib.loads(f"key = {token}")["key"]) if token[0] in "\"'" else token

    def _value(self, path: KeyPath) -> None:
        if self._token() == "[":
            self._list(path)
        elif self._token() == "{":
            self._inline_table(path)
        else:
            while self._token() not in {",", "]", "}", "\n", _END}:
                self._next += 1

    def _list(self, path: KeyPath) -> None:
        self._take("[")
        number = 0
        while self._skip_newlines() != "]":
            self.lines[*path, number] = self._line()
            self._value((*path, number))
            number += 1
            if self._skip_newlines() == ",":
                self._take(",")
        self._take("]")

    def _inline_table(self, path: KeyPath) -> None:
        self._take("{")
        while self._skip_newlines() != "}":
            self._entry(path)
            if self._skip_newlines() == ",":
                self._take(",")
        self._take("}")

    def _skip_newlines(self) -> str:
        while self._token() == "\n":
            self._next += 1
        return self._token()

    def _take(self, mark: str) -> None:
        if self._token() != mark:
            msg = f"line {self._line()}: {self._token()!r} where {mark!r} was expected"
            raise ValueError(msg)
        self._next += 1

    def _token(self) -> str:
        return self._tokens[self._next][0]

    def _line(self) -> int:
        return self._tokens[self._next][1]


def _tokens(document: str) -> list[tuple[str, int]]:
    """Return the tokens with their lines, without spaces and comments; the last one is empty."""
    tokens, line = [], 1
    for found in _TOKEN.finditer(document):
        if found.lastgroup != "space":
            tokens.append((found[0], line))
        line += found[0].count("\n")
    return [*tokens, (_END, line)]
