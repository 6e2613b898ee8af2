"""What follows `STATUS BYTES` in the NCSA family: referer, user agent, and times if logged."""

from __future__ import annotations

import re
from typing import Any, Final

from usagestats.logs.values.request_line import unescape

_NAMED = re.compile(
    r"(?<![^\s,;])(?P<name>[A-Za-z][\w.-]*)(?:=|: ?)"
    r'(?:"(?P<quoted>(?:[^"\\]++|\\.)*+)"|(?P<plain>[^\s",;]+))',
    re.DOTALL,
)
_QUOTED = r"(?:[^\"\\]++|\\.)*+"
_REFERER_AND_AGENT = re.compile(rf' "{_QUOTED}" "(?P<user_agent>{_QUOTED})"', re.DOTALL)
# nginx writes $request_time in seconds with three decimals, named by the operator or bare
_NAMED_TIME = re.compile(r'\b(?:rt|request_time)[=:] ?"?([0-9]+\.[0-9]{3})\b')
_BARE_TIME = re.compile(r'(?<![\w.:=/])"?([0-9]+\.[0-9]{3})"?(?![\w.,:/])')


FAST_EXTRAS: Final = (
    r' "[^"\\]*" "(?P<user_agent>[^"\\]*)"'
    r'(?: (?:"(?:-|ADDRESS(?:, ADDRESS)*)"|(?P<duration_ms>[0-9]{1,9}\.[0-9]{3})))?'
).replace("ADDRESS", r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
"""What stands after the size in most logs, for `FastPatterns`; it has no named fields."""


def seconds(text: str) -> float:
    """Return a time in seconds in milliseconds."""
    return round(float(text) * 1000, 3)


def extra_columns(after: str) -> dict[str, Any]:
    """Return `user_agent`, `duration_ms` and the named fields of what stands after the size.

    Fields are written `name=value`, `name="value"` or `name: "value"`; the first of a name counts.

    Units: `$request_time` in seconds becomes milliseconds.
    Source: ngx_http_log_module writes it with exactly three decimals; the first such number
        outside the referer and the user agent is it.
    """
    agent = _REFERER_AND_AGENT.search(after)
    outside = after if agent is None else after[: agent.start()] + after[agent.end() :]
    time = _NAMED_TIME.search(outside) or _BARE_TIME.search(outside)
    text = unescape(agent["user_agent"]) if agent else "-"
    return {
        "user_agent": None if text in {"-", ""} else text,
        "duration_ms": seconds(time[1]) if time else None,
        "fields": _named_fields(outside),
    }


def _named_fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for found in _NAMED.finditer(text):
        value = found["plain"] if found["quoted"] is None else unescape(found["quoted"])
        if value not in {"-", ""}:
            fields.setdefault(found["name"], value)
    return fields
