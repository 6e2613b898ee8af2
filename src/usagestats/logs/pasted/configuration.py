"""A configuration file of nginx, Apache or HAProxy → the format in it: `FILE:NAME`, or `FILE`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from usagestats.errors import UsageError, did_you_mean
from usagestats.logs.pasted.directives import Directive, directives_in
from usagestats.logs.pasted.written import Written

if TYPE_CHECKING:
    from pathlib import Path

_FILE = re.compile(r"[^$%\n\"']+")
_LOOKS_LIKE_A_FILE = re.compile(r".*(?:/|\.(?:conf|cfg|cnf|txt)\b).*")


def names_a_file(text: str, folder: Path) -> bool:
    """Whether a text is FILE or FILE:NAME, even if there is no such file."""
    if not _FILE.fullmatch(text):
        return False
    return (
        _LOOKS_LIKE_A_FILE.fullmatch(text) is not None or _path_and_name(text, folder) is not None
    )


def _path_and_name(text: str, folder: Path) -> tuple[Path, str | None] | None:
    if _is_file(folder / text):
        return folder / text, None
    file, colon, name = text.rpartition(":")
    if colon and _is_file(folder / file):
        return folder / file, name
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a format may be longer than the name of any file
        return False


def format_file(text: str, where: str, folder: Path) -> Directive:
    """Return the directive that FILE or FILE:NAME names.

    Raises:
        UsageError: There is no such file, or no such format in it.
    """
    found = _path_and_name(text, folder)
    if found is None:
        hint = "write FILE:NAME for the format NAME of a configuration file"
        raise UsageError(f"no such file: {text.rpartition(':')[0] or text}", where=where, hint=hint)
    path, name = found
    directives = _directives(path, where)
    named = [one for one in directives if name is None or one.name == name]
    if len(named) == 1 or (named and name is not None):
        return named[-1]  # the last one counts, as in Apache
    raise _not_one(path, name, directives, where)


def _directives(path: Path, where: str) -> list[Directive]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise UsageError(message, where=where) from error
    return list(directives_in(Written.whole(text, f"{where}: {path}")))


def _not_one(path: Path, name: str | None, directives: list[Directive], where: str) -> UsageError:
    names = [one.name or "(no name)" for one in directives]
    if not directives:
        hint = (
            "name the file that has log_format, LogFormat or log-format; includes are not followed"
        )
        return UsageError(f"no log format in {path}", where=where, hint=hint)
    if name is None:
        hint = f"write {path.name}:NAME; choose from {', '.join(names)}"
        return UsageError(f"several log formats in {path}", where=where, hint=hint)
    known = did_you_mean(name, names) or f"choose from {', '.join(names)}"
    hint = f"{known}\nfiles that it includes are not read: name the one that has the format"
    return UsageError(f"no log format {name} in {path}", where=where, hint=hint)
