"""A set of reports → the page: one HTML file that needs no other."""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from usagestats.render.delimited import to_csv
from usagestats.render.page import palette
from usagestats.render.page.drawing import DOWN, UPPER
from usagestats.render.page.view import view_of

if TYPE_CHECKING:
    from jinja2 import Template

    from usagestats.report_set import ReportSet

_NOT_DOWNLOADED: Final = "-by-all"
"""The ending of the names of reports that stand in the cards only."""


def page_bytes(reports: ReportSet) -> bytes:
    """Return the page as bytes of UTF-8; the same reports make the same bytes."""
    return _template().render(view=view_of(reports), data=data_of(reports)).encode()


@cache  # a page for each customer has the same
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style, script = palette.styles() + _resource("page.css"), _resource("page.js")
    environment.globals.update(UPPER=UPPER, DOWN=DOWN, **vars(palette))
    environment.globals.update(
        style=Markup(style),  # noqa: S704  (of this package, not of logs)
        script=Markup(script),  # noqa: S704  (the same)
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return environment.from_string(_resource("page.html.j2"))


def _resource(name: str) -> str:
    return files("usagestats.render.page").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the hash by which the policy of the page allows a style or a script."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def data_of(reports: ReportSet) -> str:
    """Return the CSV of every report by its name, as JSON, compressed, in base64.

    Each CSV is what the command of the report prints. Nothing in base64 ends a script element.
    """
    texts = {
        name: to_csv(one.report)
        for name, one in reports.reports.items()
        if not name.endswith(_NOT_DOWNLOADED)
    }
    content = json.dumps(texts, ensure_ascii=False).encode()
    return b64encode(gzip.compress(content, compresslevel=6, mtime=0)).decode()
