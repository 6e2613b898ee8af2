"""Warnings of `check` about credentials that the catalog names, and no request has."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from usagestats.diagnostics.check.rows import Row
from usagestats.logs.field_names import field_names

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping

    from usagestats.catalog.model import Credential
    from usagestats.logs.files.sources import Source
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.survey.credentials import CredentialsSeen

_NAME: Final = re.compile(r"[\w.\[\]()-]{1,60}")
_MOST_SHOWN: Final = 20
_KINDS: Final = {"query": "query", "fields": "field"}


def credential_rows(
    identify: tuple[Credential, ...],
    seen: CredentialsSeen,
    sources: Iterable[Source],
    log_format: LogFormat | None,
) -> Iterator[Row]:
    """Return a row per credential that no request carries; if there is one, look at the logs again.

    Args:
        identify: The credentials that the catalog names.
        seen: The requests with each of them.
        sources: The logs that were read.
        log_format: The format of the logs; `None`: it is detected.
    """
    if missing := never_found(identify, seen):
        yield from credential_warnings(missing, seen.parameters, field_names(sources, log_format))


def never_found(identify: tuple[Credential, ...], seen: CredentialsSeen) -> list[Credential]:
    """Return the credentials that no request carries."""
    return [one for one in identify if not seen.requests[one]]


def credential_warnings(
    missing: list[Credential], parameters: Counter[str], fields: Counter[str] | None
) -> Iterator[Row]:
    """Return a row per credential that no request carries, with the names that are there.

    Args:
        missing: The credentials.
        parameters: The names of query parameters in the logs.
        fields: The names of further fields in the logs; `None` if they are not known.
    """
    names = {"query": _shown(parameters), "fields": _shown(fields or {})}
    there = {
        "query": f"the queries have the parameters {', '.join(names['query'])}",
        "fields": f"the lines have the fields {', '.join(names['fields'])}",
    }
    if not names["query"]:
        there["query"] = "no query has a parameter"
    if not names["fields"]:
        there["fields"] = "no line has a field with a name"
    if fields is None:
        there["fields"] = "the names of fields are listed for files only"
    for one in missing:
        nearest = _nearest(one, names)
        detail = there.get(one.column, f"no line has a {one.column.removeprefix('remote_')}")
        detail = f"{nearest} {detail}" if nearest else detail
        yield Row(
            "warning", "credential_never_found", _written(one.column, one.parameter), 0, detail
        )


def _shown(names: Mapping[str, int]) -> list[str]:
    """Return the most frequent names, in the order of the alphabet; odd texts are no names."""
    known = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    return sorted([name for name, _ in known if _NAME.fullmatch(name)][:_MOST_SHOWN])


def _written(column: str, parameter: str | None) -> str:
    return column if parameter is None else f"{_KINDS[column]}:{parameter}"


def _nearest(credential: Credential, names: dict[str, list[str]]) -> str | None:
    """Return a question with the same name in another spelling or place, else with a near one."""
    if credential.parameter is None:
        return None
    wanted, own = _letters(credential.parameter), names[credential.column]
    same = [
        _written(column, name)
        for column in sorted(names, key=lambda column: column != credential.column)
        for name in names[column]
        if wanted in {_letters(name), _letters(name.rpartition(".")[2])}
    ]
    near = get_close_matches(wanted, map(_letters, own), n=1)
    same += [_written(credential.column, name) for name in own if _letters(name) in near]
    return f"did you mean '{same[0]}'?" if same else None


def _letters(name: str) -> str:
    """Return the letters and digits of a name, by which its spellings are equal."""
    return re.sub(r"[\W_]", "", name).lower()
