"""All reports that are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.reports.alerts import alerts
from tests.oracle.reports.averages import averages
from tests.oracle.reports.billing import billing
from tests.oracle.reports.check_usage import check_usage
from tests.oracle.reports.clients import clients
from tests.oracle.reports.integration_errors import integration_errors
from tests.oracle.reports.latency import latency
from tests.oracle.reports.limits import limits
from tests.oracle.reports.movement import movement
from tests.oracle.reports.overview import overview
from tests.oracle.reports.peaks import peaks
from tests.oracle.reports.requests import requests
from tests.oracle.reports.response_codes import response_codes
from tests.oracle.reports.signups import signups
from tests.oracle.reports.top_apps import top_apps
from tests.oracle.reports.top_paths import top_paths
from tests.oracle.reports.traffic import traffic

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oracle.question import Question
    from tests.oracle.reports.table import Table
    from tests.oracle.world import World

REPORTS: dict[str, Callable[[World, Question], Table | None]] = {
    "alerts": alerts,
    "averages": averages,
    "billing": billing,
    "check-usage": check_usage,
    "clients": clients,
    "integration-errors": integration_errors,
    "latency": latency,
    "limits": limits,
    "movement": movement,
    "overview": overview,
    "peaks": peaks,
    "requests": requests,
    "response-codes": response_codes,
    "signups": signups,
    "top-apps": top_apps,
    "top-paths": top_paths,
    "traffic": traffic,
}
"""Each gives the cells, or `None` where the question is a mistake."""
