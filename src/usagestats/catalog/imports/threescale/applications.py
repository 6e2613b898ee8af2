"""The applications of 3scale → rows of `applications.csv`, without keys: Secrets are not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.imports.credentials import application_row
from usagestats.catalog.imports.draft import one_line

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.threescale.resources import Resource

_NO_KEY = "its credential is in a Secret: fill in its key in applications.csv, or its app_id as id"


def application_rows(
    resources: list[Resource], plans: dict[tuple[str, str], str], findings: Findings
) -> list[dict[str, str]]:
    """Return a row for each Application.

    Args:
        resources: All resources of the file.
        plans: The name of each plan, by the name of the product's resource and its own.
        findings: Gets the cells that a row lacks.
    """
    accounts = {
        resource.name: _account_cells(resource)
        for resource in resources
        if resource.kind == "DeveloperAccount"
    }
    found = list({r.name: r for r in resources if r.kind == "Application"}.values())
    for resource in found:
        findings.unsupported(resource.label, _NO_KEY)
        if _plan_of(resource) not in plans:
            key_path = resource.spec["applicationPlanName"].key_path
            findings.unsupported(key_path, "no Product in the file has this plan")
    return [_row(resource, accounts, plans) for resource in found]


def _account_cells(resource: Resource) -> dict[str, str]:
    """Return the id of an account, which only the operator knows, and its name."""
    account = one_line(resource.spec["orgName"].text(resource.name))
    return {"account_id": one_line(resource.status["accountID"].text()), "account": account}


def _row(
    resource: Resource, accounts: dict[str, dict[str, str]], plans: dict[tuple[str, str], str]
) -> dict[str, str]:
    spec = resource.spec
    account = spec["accountCR"]["name"].text()
    return application_row(
        id=resource.name,
        name=one_line(spec["name"].text(resource.name)),
        **accounts.get(account, {"account": account}),
        plan=plans.get(_plan_of(resource), ""),
        state="suspended" if spec["suspend"].flag() else "live",
    )


def _plan_of(resource: Resource) -> tuple[str, str]:
    spec = resource.spec
    return spec["productCR"]["name"].text(), spec["applicationPlanName"].text()
