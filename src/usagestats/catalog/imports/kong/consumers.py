"""The consumers of a Kong configuration → rows of `applications.csv`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from usagestats.catalog.imports.credentials import application_row, hashed_key
from usagestats.catalog.imports.draft import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part

_KEYS, _NAMES = "keyauth_credentials", "basicauth_credentials"
_HARMLESS = frozenset(
    ("username", "custom_id", "id", "created_at", "updated_at", "tags", "plugins")
)
_OTHERS = {
    "groups": "write the plan that a group stands for into applications.csv",
    "acls": "write the plan that a group stands for into applications.csv",
}
_NO_CREDENTIAL = "no access log has these credentials"
_VAULT = "{vault://"


def application_rows(document: Part, findings: Findings) -> list[dict[str, str]]:
    """Return the rows of consumers: one for each key (hashed), and one for each remote user."""
    rows: dict[str, dict[str, str]] = {}
    owners: dict[str, str] = {}
    for consumer in document["consumers"].items():
        _report_rest(consumer, findings)
        found = list(_rows(consumer, document, findings))
        if not found:
            findings.unsupported(consumer.key_path, "has no credential that an access log shows")
        for key_path, row in found:
            identity = row["key"] or row["id"]
            is_taken = owners.setdefault(row["id"], consumer.key_path) != consumer.key_path
            if identity in rows or is_taken:
                findings.unsupported(key_path, "its credential or id is that of another row")
            else:
                rows[identity] = row
    return list(rows.values())


def _rows(
    consumer: Part, document: Part, findings: Findings
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the key path and the row of each credential."""
    username, custom_id = (one_line(consumer[name].text()) for name in ("username", "custom_id"))
    if not username and not custom_id:
        raise consumer.error("a consumer needs a username or a custom_id")
    about = {"name": username or custom_id, "created_at": _date(consumer["created_at"].number(0))}
    for key_path, key in _credentials(_KEYS, "key", consumer, document, findings):
        yield key_path, application_row(key=hashed_key(key), id=custom_id or username, **about)
    for key_path, user in _credentials(_NAMES, "username", consumer, document, findings):
        yield key_path, application_row(id=user, **about)


def _credentials(
    section: str, field: str, consumer: Part, document: Part, findings: Findings
) -> Iterator[tuple[str, str]]:
    """Yield the key path and text of credentials, in a consumer and at the top of the file."""
    names = {consumer[key].text() for key in ("username", "id", "custom_id")} - {""}
    shared = [part for part in document[section].items() if _owner(part) in names]
    for part in [*consumer[section].items(), *shared]:
        value = part[field].value
        if not isinstance(value, str):
            findings.unsupported(part.key_path, f"its {field} is not text; put it between quotes")
        elif value.startswith(_VAULT):
            findings.unsupported(part.key_path, f"its {field} is in a vault")
        elif value.strip():
            yield part.key_path, part[field].text()


def _owner(credential: Part) -> str:
    """Return the consumer that a credential at the top of the file names."""
    consumer = credential["consumer"]
    if isinstance(consumer.value, dict):
        return consumer["username"].text() or consumer["id"].text()
    return consumer.text()


def _report_rest(consumer: Part, findings: Findings) -> None:
    known = _HARMLESS | {_KEYS, _NAMES}
    for key, part in consumer.entries():
        if key not in known:
            findings.unsupported(part.key_path, _OTHERS.get(key, _NO_CREDENTIAL))


def _date(seconds: int) -> str:
    """Return the date (UTC) of seconds since 1970; empty where there is no such date."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""
