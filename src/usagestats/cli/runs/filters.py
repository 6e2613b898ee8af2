"""The filters of a report, from its options and the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.cli.options.settings import listed
from usagestats.light_dataclass import replace
from usagestats.reports.parts.filters import Filters

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.choices import Counting
    from usagestats.cli.options.groups import ApplicationFilters, LimitFilters, RequestFilters


def application_filters(options: ApplicationFilters, file: CatalogFile) -> Filters:
    """Return the filters that choose applications."""
    return Filters(
        applications=tuple(options.app or ()),
        plans=tuple(options.plan or ()),
        accounts=tuple(options.account or ()),
        registry=file.registry,
    )


def limit_filters(
    options: LimitFilters, file: CatalogFile, counting: Counting | None = None
) -> Filters:
    """Return the filters that choose limits.

    Args:
        options: The options of the filters.
        file: The catalog.
        counting: The requests that count as usage; `None`: the catalog decides.
    """
    return replace(
        application_filters(options.applications, file),
        products=listed(options.product),
        backends=listed(options.backend),
        counting=counting or file.catalog.counting,
    )


def request_filters(
    options: RequestFilters, file: CatalogFile, counting: Counting | None = None
) -> Filters:
    """Return the filters that choose requests; arguments as for `limit_filters`."""
    return replace(
        limit_filters(options.owners, file, counting),
        statuses=listed(options.status),
        path_prefixes=tuple(dict.fromkeys(options.path or ())),
        http_methods=tuple(dict.fromkeys(name.upper() for name in listed(options.http_method))),
    )
