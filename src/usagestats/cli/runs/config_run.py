"""The run of `usagestats config`: find every setting, and where it comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from usagestats.catalog.catalog_search import find_users_file
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.mail_settings import PASSWORD_VARIABLE
from usagestats.cli.options.setting import Found, Origin, find
from usagestats.cli.options.setting_names import OPTIONS, chosen_file
from usagestats.cli.options.settings import (
    RejectLimit,
    clock_of,
    system_zone,
    zone_named,
)
from usagestats.cli.runs.reading import log_format_of
from usagestats.diagnostics.settings import SettingRow
from usagestats.light_dataclass import replace
from usagestats.store.location import users_store

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.options.groups import OutputOptions, SettingOptions
    from usagestats.periods.clock import Clock

_DEFAULTS: Final = {
    "week_start": "monday",
    "counting": "matched",
    "coverage": "files",
    "limit_timezone": "UTC",
    "log_format": "detected",
    "format": "table on a terminal, else csv",
    "color": "auto",
}


def settings_in_force(
    options: SettingOptions, output: OutputOptions, messages: Messages
) -> tuple[list[SettingRow], CatalogFile, Clock]:
    """Find every setting, and check it as a report does.

    Args:
        options: The settings that options set.
        output: The options of the output.
        messages: Writes a note on a log format that can be read in two ways.

    Returns:
        The settings, the files that were read, and the clock.

    Raises:
        UsageError: A setting is wrong.
    """
    file = catalog_in_force(options.catalog, is_without=options.no_catalog)
    clock = clock_of(options.timezone, file, options.week_start)
    log_format_of(options.log_format, file, messages)
    found = _found(options, output, file)
    if (log_timezone := found["log_timezone"]).value is not None:
        zone_named(log_timezone.value, log_timezone.where)
    RejectLimit.of(found["max_rejects"])
    rows = [
        SettingRow(key, one.value, str(one.origin), one.place or None) for key, one in found.items()
    ]
    return rows, file, clock


def _found(options: SettingOptions, output: OutputOptions, file: CatalogFile) -> dict[str, Found]:
    timezone = find("timezone", options.timezone, file)
    timezone = system_zone() if timezone.value is None else timezone
    as_timezone = Found(timezone.value, Origin.DEFAULT, "as timezone")
    users_own = Found(users_store(), Origin.DEFAULT)
    found = {
        "catalog": _catalog(options, file),
        "user_file": Found(_text(find_users_file()), Origin.DEFAULT),
        "timezone": timezone,
        "log_timezone": _or(find("log_timezone", options.log_timezone, file), as_timezone),
        "week_start": find("week_start", options.week_start, file),
        "counting": find("counting", options.counting, file),
        "coverage": find("coverage", None, file),
        "limit_timezone": find("limit_timezone", None, file),
        "currency": find("currency", None, file),
        "applications": find("applications", None, file),
        "store": _or(find("store", options.store, file), users_own),
        "log_format": find("log_format", options.log_format, file),
        "max_rejects": find("max_rejects", options.max_rejects, file),
        "smtp": _mail_server(file),
        "smtp_password": _password(file),
        "storage": _storage(file),
        "format": find("format", output.output_format, file),
        "color": find("color", output.color, file),
    }
    return {key: _or(one, Found(_DEFAULTS.get(key), one.origin)) for key, one in found.items()}


def _catalog(options: SettingOptions, file: CatalogFile) -> Found:
    """Return the path of the catalog, and what chose it."""
    if options.no_catalog:
        return Found(None, Origin.OPTION, "--no-catalog")
    named, name = chosen_file(options.catalog, is_without=False)
    if named is None:
        return Found(_text(file.path), Origin.DEFAULT)
    origin = Origin.OPTION if name == OPTIONS["catalog"] else Origin.ENVIRONMENT
    return Found(str(named), origin, name)


def _mail_server(file: CatalogFile) -> Found:
    server = file.mail_server
    if server is None:
        return Found(None, Origin.DEFAULT)
    return Found(f"{server} ({server.security})", _origin(server.place, file), server.place)


def _password(file: CatalogFile) -> Found:
    """Return the place of the password, never the password."""
    if os.environ.get(PASSWORD_VARIABLE):
        return Found("***", Origin.ENVIRONMENT, PASSWORD_VARIABLE)
    server = file.mail_server
    if server is None or server.password_file is None:
        return Found(None, Origin.DEFAULT)
    return replace(_mail_server(file), value=f"in {server.password_file}")


def _storage(file: CatalogFile) -> Found:
    """Return where buckets are: the endpoint and the region."""
    storage, place = file.storage, file.storage_place
    if not place:
        return Found(None, Origin.DEFAULT)
    named = (storage.endpoint, storage.region, storage.account)
    return Found(", ".join(one for one in named if one), _origin(place, file), place)


def _origin(place: str, file: CatalogFile) -> Origin:
    """Return which file a place is in."""
    is_of_catalog = file.path is not None and place.startswith(f"{file.path}:")
    return Origin.CATALOG if is_of_catalog else Origin.USERS_FILE


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _or(found: Found, default: Found) -> Found:
    """Return a setting, or its default where nothing sets it."""
    is_set = found.value is not None or found.origin is not Origin.DEFAULT
    return found if is_set else replace(default, origin=Origin.DEFAULT)
