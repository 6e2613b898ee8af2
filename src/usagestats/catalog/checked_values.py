"""Checks of single values of `usagestats.toml`; each returns the value in its canonical form.

Every check raises `Mistake`, whose text says what is wrong with the value.
"""

from __future__ import annotations

import re
from ipaddress import ip_network
from urllib.parse import quote
from zoneinfo import ZoneInfo

from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.pattern import PatternError, check_pattern
from usagestats.errors import Excerpt
from usagestats.safety.visible import INVISIBLE

_BUILT_IN = {
    "hits": "every backend and product has hits; rules may add to them without a declaration",
    "requests": "requests are always counted, whether a rule matches or not",
}
_COLUMNS = frozenset(
    (
        *("period_start", "period_end", "covered_start", "covered_end", "partial"),
        *("product", "backend", "application_id", "application", "plan_id", "plan"),
        *("account_id", "account", "status", "metric", "usage"),
    )
)
_METRIC = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_STATUS = re.compile(r"[1-9](?:[0-9]{2}|[xX]{2})")
_HOST = re.compile(r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)\.?(?::[0-9]+)?")
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::[0-9]+)?")
_ADDRESS_OF_HOST = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
_MOUNT = re.compile(r"[A-Za-z0-9\-._~!&',;=@:%/]*")
_SLASHES = re.compile(r"//+")


def checked_name(text: str) -> str:
    """Check the name of a backend, product or plan, which stands in reports and in options."""
    if not text.strip():
        raise Mistake("a name must not be empty")
    if text != text.strip() or INVISIBLE.search(text):
        raise Mistake("a name cannot have control or invisible characters, or spaces around it")
    if "," in text:
        raise Mistake(
            f"a name cannot have a comma: {text!r}", "options take lists separated by commas"
        )
    if text.startswith("("):
        raise Mistake(
            f"a name cannot begin with a parenthesis: {text!r}",
            "names such as (none) have a special meaning",
        )
    return text


def checked_endpoint(text: str) -> str:
    """Check the URL of a server of objects, which holds no credential."""
    scheme, _, rest = text.partition("://")
    if scheme not in {"http", "https"} or not rest:
        raise Mistake(f"not a URL: {text!r}", 'write "https://s3.example.org"')
    if "@" in rest or "?" in rest:
        raise Mistake(
            "an endpoint cannot hold a credential",
            "credentials come from the environment, such as AWS_SECRET_ACCESS_KEY",
        )
    return text


def checked_metric_name(text: str) -> str:
    """Check the name of a metric or method, which becomes a column of reports."""
    if text in _BUILT_IN:
        raise Mistake(f"{text!r} is built in and cannot be declared", _BUILT_IN[text])
    if not _METRIC.fullmatch(text):
        hint = "one word of letters, digits, and the characters _ - ."
        raise Mistake(f"not a name for a metric: {text!r}", hint)
    if text in _COLUMNS:
        raise Mistake(f"{text!r} is the name of another column in reports", "take another name")
    return text


def checked_zone(text: str) -> str:
    """Check the name of a time zone."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:  # unknown, no name at all, a folder of zones
        from usagestats.periods.zone_names import zone_hint  # noqa: PLC0415  (seldom needed)

        raise Mistake(f"no such time zone: {text!r}", zone_hint(text)) from error
    return text


def checked_host(text: str) -> str:
    """Check a virtual host; return it as REQUESTS have it: in lower case, without a port."""
    match = _HOST.fullmatch(text) or _BRACKETED.fullmatch(text)
    if match:
        return match[1].lower()
    if "*" in text:
        raise Mistake(f"not a host name: {text!r}", "there are no wildcards: list every host")
    bare = _HOST.match(text.partition("://")[2])
    hint = f"did you mean {bare[1].lower()!r}?" if bare else "write one like 'api.example.org'"
    raise Mistake(f"not a host name: {text!r}", hint)


def written_host(host: str) -> str:
    """Return a host of REQUESTS as a catalog has it: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host


def checked_mail_host(text: str) -> str:
    """Check the name or address of a mail server; its port is a key of its own."""
    bare = text.removeprefix("[").removesuffix("]")
    if _ADDRESS_OF_HOST.fullmatch(bare):
        return bare
    match = _HOST.fullmatch(text)
    if match and ":" not in text:
        return match[1].lower()
    hint = (
        "the port has a key of its own: port = 587"
        if match
        else "write one like 'mail.example.org'"
    )
    raise Mistake(f"not a host name: {text!r}", hint)


def checked_mount_path(text: str) -> str:
    """Check the path under which a product has a backend; return it without a slash at its end."""
    if not text.startswith("/"):
        raise Mistake(f"a path begins with a slash: {text!r}", f"did you mean {'/' + text!r}?")
    plain = _MOUNT.match(text)
    if plain and plain.end() < len(text):
        stop = plain.end()
        raise Mistake(
            f"{text[stop]!r} cannot stand in the path of a backend",
            "it is a plain path; patterns stand in rules",
            Excerpt(text, stop, stop + 1),
        )
    return _SLASHES.sub("/", text).rstrip("/") or "/"


def checked_rule_pattern(text: str) -> str:
    """Check the pattern of a mapping rule."""
    try:
        check_pattern(text)
    except PatternError as error:
        raise _pattern_mistake(text, error) from error
    return text


def _pattern_mistake(text: str, error: PatternError) -> Mistake:
    if not text.startswith("/"):
        return Mistake(f"{error}: {text!r}", f"did you mean {'/' + text!r}?")
    odd = text[error.column : error.column + 1]
    needs_escape = odd == " " or not odd.isascii()
    hint = f"write it as {quote(odd, errors='replace')}" if needs_escape and odd else None
    return Mistake(str(error), hint, Excerpt(text, error.column, error.column + 1))


def checked_path_pattern(text: str) -> str:
    """Check a pattern for paths, which may have no query."""
    checked_rule_pattern(text)
    if "?" in text:
        column = text.index("?")
        excerpt = Excerpt(text, column, len(text))
        raise Mistake(
            "a query cannot stand here: only the path counts",
            f"did you mean {text[:column]!r}?",
            excerpt,
        )
    return text


def checked_network(text: str) -> str:
    """Check an address, or a network written as address/bits."""
    try:
        ip_network(text)
    except ValueError as error:
        raise Mistake(f"neither an address nor a network: {text!r}", _network_hint(text)) from error
    return text


def _network_hint(text: str) -> str:
    try:
        return f"did you mean {str(ip_network(text, strict=False))!r}?"
    except ValueError:
        return "write one like 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32"


def checked_status(text: str) -> str:
    """Check a status or a class of statuses; return it in lower case."""
    if not _STATUS.fullmatch(text):
        raise Mistake(f"not a status: {text!r}", "write one like 404 or 4xx")
    return text.lower()


def checked_text(text: str) -> str:
    """Check text that must not be blank."""
    if not text.strip():
        raise Mistake("must not be empty")
    return text
