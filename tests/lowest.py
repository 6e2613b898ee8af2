"""`python -m tests.lowest FILE`: write constraints for the oldest libraries that the package allows."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable

EXTRAS = ("cluster", "excel", "objects", "report", "store")
"""What the program uses; libraries of tests only are the newest."""


def constraints(requirements: Iterable[str]) -> list[str]:
    """Return each requirement with the version of its lower bound."""
    found = []
    for requirement in map(Requirement, requirements):
        lowest = [one.version for one in requirement.specifier if one.operator == ">="]
        marker = f"; {requirement.marker}" if requirement.marker else ""
        found += [f"{requirement.name}=={version}{marker}" for version in lowest]
    return found


def required() -> list[str]:
    """Return what the package and its extras require."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [*project["dependencies"], *(one for name in EXTRAS for one in extras[name])]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text("\n".join(constraints(required())) + "\n", "utf-8")
