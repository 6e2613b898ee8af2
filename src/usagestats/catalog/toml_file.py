"""A file of settings → its declaration, or an error that names every mistake with its line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from usagestats.catalog.cross_checks import mistakes_across
from usagestats.catalog.document import Document
from usagestats.catalog.explanations import explained
from usagestats.catalog.mistakes import CatalogError
from usagestats.catalog.toml_lines import line_of, lines_of
from usagestats.errors import Excerpt, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.mistakes import KeyPath, LocatedMistake

_Table = TypeVar("_Table", bound=BaseModel)
_POSITION = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|.*)\)"
)
_LONG_NUMBER = re.compile(r"(?<![\w\"'])[+-]?[0-9][0-9_]{4000,}")
_TEXT = re.compile(r"[\"'].*[\"']?")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The content of a TOML file.

    Args:
        name: The name of the file, for errors.
        text: Its text.
        tree: The tables and values in it.
    """

    name: str
    text: str
    tree: dict[str, Any]

    @classmethod
    def of(cls, data: bytes, name: str) -> TomlFile:
        """Read the bytes of a file.

        Raises:
            CatalogError: They are not TOML.
        """
        text = _decoded(data, name)
        return cls(name, text, _tree(text, name))

    def lines(self) -> dict[KeyPath, int]:
        """Return the line of each key."""
        return lines_of(self.text)

    def checked(self, declaration: type[_Table]) -> _Table:
        """Return the content as it is declared.

        Raises:
            CatalogError: It has mistakes.
        """
        try:
            return declaration.model_validate(self.tree)
        except ValidationError as error:
            raise self.error(explained(error, self.tree, declaration)) from None

    def error(self, mistakes: Sequence[LocatedMistake]) -> CatalogError:
        """Return one error for all mistakes, each with its line."""
        lines = self.lines()
        return CatalogError(
            [
                mistake.as_error(self.name, self.tree, line_of(mistake.key_path, lines))
                for mistake in mistakes
            ]
        )


def read_document(data: bytes, file: str) -> Document:
    """Read the bytes of a catalog.

    Raises:
        CatalogError: It is no TOML, or has mistakes; `file` is named with each.
    """
    return checked_document(TomlFile.of(data, file))


def checked_document(file: TomlFile) -> Document:
    """Return the catalog that a file has.

    Raises:
        CatalogError: It has mistakes.
    """
    document = file.checked(Document)
    if mistakes := mistakes_across(document):
        raise file.error(mistakes)
    return document


def _decoded(data: bytes, file: str) -> str:
    try:
        # some editors begin a file with a byte order mark, which is no TOML
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"{file}:{line}"
        raise CatalogError(
            [UsageError("not UTF-8", where=where, hint="save it in UTF-8")]
        ) from error


def _tree(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)  # amounts of money are exact
    except tomllib.TOMLDecodeError as error:
        raise CatalogError([_syntax_error(str(error), text, file)]) from error
    except ValueError as error:  # Python reads no number of more than some 4,000 digits
        raise CatalogError([_too_long_number(text, file)]) from error
    except RecursionError as error:
        raise CatalogError([UsageError("nested too deeply", where=file)]) from error


def _too_long_number(text: str, file: str) -> UsageError:
    number = _LONG_NUMBER.search(text)
    line = text.count("\n", 0, number.start()) + 1 if number else 1
    return UsageError("the number has too many digits", where=f"{file}:{line}")


def _syntax_error(message: str, text: str, file: str) -> UsageError:
    match = _POSITION.fullmatch(message)
    what = match["what"] if match else message
    lines = text.split("\n")
    if match and match["line"]:
        line, column = int(match["line"]), int(match["column"])
    else:  # at the end of the document
        line = len(text.rstrip("\n").split("\n"))
        column = len(lines[line - 1]) + 1
    shown = _shown(lines, line)
    return UsageError(
        what[:1].lower() + what[1:],
        where=f"{file}:{line}:{column}",
        excerpt=Excerpt(shown, column - 1, column),
    )


def _shown(lines: list[str], number: int) -> str:
    """Return a line that may be shown: text near `exclude` may be the key of an application."""
    line = lines[number - 1].replace("\t", " ")
    table = []
    for above in reversed(lines[:number]):
        table.append(above)
        if above.startswith("["):
            break
    if "exclude" not in "".join(table):
        return line
    return _TEXT.sub(lambda found: "·" * len(found[0]), line)
