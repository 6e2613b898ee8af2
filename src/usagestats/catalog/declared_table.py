"""What all tables of `usagestats.toml` have in common."""

# no `from __future__ import annotations`: pydantic reads the annotations
from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of the catalog; an undeclared key is a mistake, and 1 is not "1"."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
