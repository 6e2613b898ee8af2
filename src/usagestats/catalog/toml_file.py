"""`usagestats.toml` → Document, or an error that names every mistake."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from usagestats.catalog.cross_checks import mistakes_across
from usagestats.catalog.document import Document
from usagestats.catalog.explanations import explained
from usagestats.catalog.mistakes import CatalogError
from usagestats.errors import Excerpt, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.mistakes import LocatedMistake

_POSITION = re.compile(
    r"(?P<what>.*) \(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|.*)\)"
)
_LONG_NUMBER = re.compile(r"(?<![\w\"'])[+-]?[0-9][0-9_]{4000,}")
_TEXT = re.compile(r"[\"'].*[\"']?")


def read_document(data: bytes, file: str) -> Document:
    """Read the bytes of a catalog.

    Raises:
        CatalogError: It is no TOML, or has mistakes; `file` is named with each.
    """
    tree = _tree(data, file)
    try:
        document = Document.model_validate(tree)
    except ValidationError as error:
        raise catalog_error(explained(error, tree), file, tree) from None
    if mistakes := mistakes_across(document):
        raise catalog_error(mistakes, file, tree)
    return document


def catalog_error(
    mistakes: Sequence[LocatedMistake], file: str, tree: object = None
) -> CatalogError:
    """Return one error for all mistakes; `tree` is the catalog as it was read."""
    return CatalogError([mistake.as_error(file, tree) for mistake in mistakes])


def _tree(data: bytes, file: str) -> dict[str, Any]:
    try:
        # some editors begin a file with a byte order mark, which is no TOML
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        where = f"{file}:{line}"
        raise CatalogError(
            [UsageError("not UTF-8", where=where, hint="save it in UTF-8")]
        ) from error
    try:
        return tomllib.loads(text)
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
