"""The prices of `usagestats.toml` as users write them."""

# no `from __future__ import annotations`: pydantic reads the annotations
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from usagestats.catalog.amounts import as_amount
from usagestats.catalog.declared_table import Table

Amount = Annotated[Decimal, BeforeValidator(as_amount, json_schema_input_type=str | float)]


class TierEntry(Table):
    """A tier: some units of a month, numbered from 1, and the cost of each."""

    first: int = Field(ge=1, alias="from", description="The number of its first unit in a month.")
    last: int | None = Field(
        None,
        ge=1,
        alias="to",
        description="The number of its last unit. Default: all further units.",
    )
    per_unit: Amount = Field(description="The cost of each unit.")


class PriceEntry(Table):
    """The price of a metric in a plan, or of the plan itself."""

    metric: str | None = Field(
        None,
        description="The name of a metric or method, or hits. Default: none, for an amount that"
        " does not depend on usage.",
    )
    backend: str | None = Field(
        None,
        description="The backend that has the metric; needed only where several have it, or for"
        " the hits of one backend.",
    )
    flat: Amount | None = Field(None, description="The amount per month, whatever the usage.")
    included: int = Field(
        0, ge=0, description="The number of units of each month that cost nothing."
    )
    per_unit: Amount | None = Field(None, description="The cost of each further unit.")
    tiers: list[TierEntry] = Field(
        [], description="Instead of per_unit: the cost of units by their number in the month."
    )
