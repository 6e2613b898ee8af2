"""Puts the address of the project into the metadata of the package: its URLs, the README's links.

The address is no part of the sources, which are the same wherever they are kept. The release
workflow gives it in `USAGESTATS_PROJECT_URL`. A source distribution keeps the finished metadata.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

VARIABLE = "USAGESTATS_PROJECT_URL"
RELATIVE_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)(?=[^)\s]+\))")


class AddressHook(MetadataHookInterface):
    """Sets the fields `readme` and `urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the fields, as far as a source distribution has not set them already."""
        address = os.environ.get(VARIABLE, "").rstrip("/")
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        pages = f"{address}/blob/v{metadata['version']}"
        fields = {
            "readme": {
                "content-type": "text/markdown",
                "text": with_absolute_links(readme, pages) if address else readme,
            },
            "urls": urls(address, pages) if address else {},
        }
        metadata.update({name: value for name, value in fields.items() if name not in metadata})


def with_absolute_links(readme: str, pages: str) -> str:
    """Let relative links lead to the project: an index of packages shows the README alone."""
    return RELATIVE_LINK.sub(f"{pages}/", readme)


def urls(address: str, pages: str) -> dict[str, str]:
    """Return the URLs that an index shows beside the README."""
    return {
        "Homepage": address,
        "Documentation": f"{pages}/README.md",
        "Changelog": f"{pages}/CHANGELOG.md",
        "Issues": f"{address}/issues",
        "Source": address,
    }
