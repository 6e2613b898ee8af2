"""The filters of a report, from its options and the catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from usagestats.cli.options.settings import listed
from usagestats.reports.parts.filters import Filters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import ApplicationOptions, UsageOptions


def applications_of(applications: ApplicationOptions, file: CatalogFile) -> Filters:
    """Return the filters that choose applications."""
    return Filters(
        applications=tuple(applications.app or ()),
        plans=tuple(applications.plan or ()),
        accounts=tuple(applications.account or ()),
        registry=file.registry,
    )


def filters_of(
    usage: UsageOptions, file: CatalogFile, status: Sequence[str] | None = None
) -> Filters:
    """Return the filters that choose usage.

    Args:
        usage: The options of the usage; without `counting`, the catalog decides.
        file: The catalog.
        status: The values of --status.
    """
    return replace(
        applications_of(usage.applications, file),
        products=listed(usage.product),
        backends=listed(usage.backend),
        statuses=listed(status),
        counting=usage.counting or file.catalog.counting,
    )
