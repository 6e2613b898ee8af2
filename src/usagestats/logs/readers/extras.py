"""The end of lines of the NCSA family, after `STATUS BYTES`: referer, user agent, time, fields."""

from __future__ import annotations

import re
from typing import Any

from usagestats.late_pattern import late_pattern
from usagestats.logs.values.addresses import is_address
from usagestats.logs.values.request_line import unescape

_NAMED = late_pattern(
    r"(?<![^\s,;])(?P<name>[A-Za-z][\w.-]*)(?:=|: ?)"
    r'(?:"(?P<quoted>(?:[^"\\]++|\\.)*+)"|(?P<plain>[^\s",;]+))',
    re.DOTALL,
)
_QUOTED = r"(?:[^\"\\]++|\\.)*+"
_REFERER_AND_AGENT = late_pattern(rf' "{_QUOTED}" "(?P<user_agent>{_QUOTED})"', re.DOTALL)
# nginx's format main ends with "$http_x_forwarded_for"; Apache's users do as nginx
_NEXT_QUOTED = late_pattern(r' "([^"\\]+)"')
FORWARDED_FOR = "http_x_forwarded_for"
# nginx writes $request_time in seconds with three decimals, named by the operator or bare
_NAMED_TIME = late_pattern(r'\b(?:rt|request_time)[=:] ?"?([0-9]+\.[0-9]{3})\b')
_BARE_TIME = late_pattern(r'(?<![\w.:=/])"?([0-9]+\.[0-9]{3})"?(?![\w.,:/])')


def seconds(text: str) -> float:
    """Return the milliseconds of a number of seconds, rounded to microseconds."""
    return round(float(text) * 1000, 3)


def extra_columns(after: str) -> dict[str, Any]:
    """Return `user_agent`, `duration_ms` and the named `fields` in the text after the size.

    Fields are written `name=value`, `name="value"` or `name: "value"`; the first of a name counts.
    A text of addresses right after the user agent is the field `FORWARDED_FOR`.

    Units: seconds of `$request_time` become milliseconds.
    Source: ngx_http_log_module writes `$request_time` with exactly three decimals, so the first
        such number outside the referer and the user agent is taken for it.
    """
    agent = _REFERER_AND_AGENT.search(after)
    outside = after if agent is None else after[: agent.start()] + after[agent.end() :]
    time = _NAMED_TIME.search(outside) or _BARE_TIME.search(outside)
    forwarded = None if agent is None else _NEXT_QUOTED.match(after, agent.end())
    fields = {name: unescape(value) for name, value in named_values(outside).items()}
    if forwarded and all(is_address(one.strip()) for one in forwarded[1].split(",")):
        fields.setdefault(FORWARDED_FOR, forwarded[1])
    return {
        "user_agent": known_agent(agent["user_agent"]) if agent else None,
        "duration_ms": seconds(time[1]) if time else None,
        "fields": fields,
    }


def known_agent(text: str) -> str | None:
    """Return a user agent without escapes; `None` for `-` and nothing."""
    agent = unescape(text)
    return None if agent in {"-", ""} else agent


def named_values(text: str) -> dict[str, str]:
    """Return the values that have a name in a text, as written; the first of a name counts."""
    values: dict[str, str] = {}
    for found in _NAMED.finditer(text):
        value = found["plain"] if found["quoted"] is None else found["quoted"]
        if value not in {"-", ""}:
            values.setdefault(found["name"], value)
    return values
