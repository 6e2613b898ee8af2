"""The text that a user gives as the format of logs → the `LogFormat`.

The text is the name of a built-in format, a key map for JSON, a list of fields (`#Fields: …`), a
format in the syntax of nginx, Apache, Envoy or HAProxy, a directive with such a format, or a
configuration file with one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageError, did_you_mean
from usagestats.logs.formats import FORMATS, NAMES
from usagestats.logs.pasted.apache import APACHE, DIRECTIVES
from usagestats.logs.pasted.compiled import SYNTAXES, compiled
from usagestats.logs.pasted.configuration import format_file, names_a_file
from usagestats.logs.pasted.directives import directives_in, nginx_pieces, undone, with_tabs
from usagestats.logs.pasted.envoy import ENVOY
from usagestats.logs.pasted.field_list import field_list, is_field_list
from usagestats.logs.pasted.haproxy import (
    HAPROXY,
    HAPROXY_JSON,
    NUMBERS,
    TEXTS,
    with_json_template,
)
from usagestats.logs.pasted.json_key_map import PREFIX, json_format_of
from usagestats.logs.pasted.json_template import is_template, json_template
from usagestats.logs.pasted.tomcat import (
    TOMCAT,
    TOMCAT_10,
    UNIT_IN_DOUBT,
    tomcat_or_httpd,
    unit_in_doubt,
    valve_pattern,
)
from usagestats.logs.pasted.written import Written

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.logs.pasted.parts import Syntax
    from usagestats.logs.readers.log_format import LogFormat

_ENVOY_KEY = re.compile(r"\s*(?:json_format|text_format|inline_string)\s*:\s*")
_ENVOY_OPERATOR = re.compile(r"%[A-Z][A-Z0-9_]+(?:\([^)]*\))?(?::[0-9]+)?%")
_HAPROXY_ONLY = re.compile(r"%(?:\{[+-][^}]*\}|\[|\([\w:-]+\)(?:\[|\{|[A-Za-z]{2}))")
_WORD = re.compile(r"%(?:\{[^}]*\})?([A-Za-z]+)")
_GATEWAY = re.compile(r"(?P<name>[A-Za-z]+)[0-9.]*:(?=.*[%$])", re.DOTALL)
_NAMES_IN_GATEWAYS: Final = ("common", "combined")
_KINDS: Final = (
    "give a name, json:{…}, '#Fields: …', FILE:NAME, or the text of the gateway's own log_format,"
    " LogFormat or log-format"
)


def pasted_format(text: str, where: str, folder: Path) -> LogFormat:
    """Return the format that a user gave.

    Args:
        text: As the user wrote it.
        where: The option or key with the text, for messages.
        folder: The folder that names of files are relative to.

    Raises:
        UsageError: The text is not valid; the error points at the fault.
    """
    text = text.strip()
    if text in NAMES:
        return FORMATS[NAMES[text]]
    if text.startswith(PREFIX):
        return _json(text, where)
    if is_field_list(text):
        return field_list(text, where)
    written = Written.whole(text, where)
    key, colon, rest = text.partition(":")
    if colon and key in SYNTAXES:
        begin = len(text) - len(rest.lstrip())
        return _compiled(written.cut(begin), SYNTAXES[key])
    if names_a_file(text, folder):
        directive = format_file(text, where, folder)
        return _format(directive.text, directive.syntax)
    _refuse_unknown_gateway(written)
    return _pasted(written)


def _refuse_unknown_gateway(written: Written) -> None:
    """Check that no gateway is named in another way: `tomcat9:%h …`, `HAProxy:%ci …`.

    Raises:
        UsageError: One is, and its name would be taken as a text that begins each line.
    """
    found = _GATEWAY.match(written.text)
    if found and found["name"].lower() in {*SYNTAXES, "httpd"}:
        hint = f"write one of {', '.join(f'{key}:' for key in SYNTAXES)}"
        raise written.error("no such gateway", 0, found.end(), hint)


def _json(text: str, where: str) -> LogFormat:
    try:
        return json_format_of(text)
    except UsageError as error:
        error.where = where
        raise


def doubt_about(text: str) -> str | None:
    """Return a note about a format that a user gave, if it is not certain what it means.

    Args:
        text: As the user wrote it.
    """
    bare = text.strip()
    named = bare.partition(":")[0]
    if bare in NAMES or f"{named}:" == PREFIX or named in SYNTAXES:
        return None
    if next(directives_in(Written.whole(bare, "")), None) is not None:
        return None
    return UNIT_IN_DOUBT if syntax_of(bare) is TOMCAT and unit_in_doubt(bare) else None


def _pasted(written: Written) -> LogFormat:
    if valve_pattern(written) is not None:
        return _compiled(written, TOMCAT)
    directive = next(directives_in(written), None)
    syntax = directive.syntax if directive else syntax_of(written.text)
    if syntax is not None:
        return _compiled(written, syntax)
    if "$context." in written.text:
        hint = "its formats are built in: aws-api-gateway-json and aws-api-gateway-text"
        raise written.refusal("the format of AWS API Gateway cannot be pasted", hint)
    text = written.text
    hint = did_you_mean(text, NAMES) or f"choose from {', '.join(NAMES)}\n{_KINDS}"
    raise UsageError(f"no such log format: {text or '(nothing)'}", where=written.where, hint=hint)


def _compiled(written: Written, syntax: Syntax) -> LogFormat:
    """Return the format in a text of known syntax, in a directive or bare."""
    directive = next(directives_in(written), None)
    if directive is not None:
        return _format(directive.text, directive.syntax)
    if syntax.key == "envoy" and (found := _ENVOY_KEY.match(written.text)):
        written = written.cut(found.end())
    if syntax.key == "nginx" and written.text.startswith("'"):
        directive = nginx_pieces(written)
        return _format(directive.text, directive.syntax)
    if not is_template(written.text):
        is_apache = syntax.key in {APACHE.key, TOMCAT.key, TOMCAT_10.key}
        written = undone(valve_pattern(written) or written) if is_apache else with_tabs(written)
    if written.text.strip() in _NAMES_IN_GATEWAYS:
        return FORMATS[NAMES[written.text.strip()]]
    return _format(written, syntax)


def _format(written: Written, syntax: Syntax) -> LogFormat:
    if syntax is HAPROXY and (template := with_json_template(written)) is not written:
        written, syntax = template, HAPROXY_JSON
    read = json_template if is_template(written.text) else compiled
    return read(written, syntax)


def syntax_of(text: str) -> Syntax | None:
    """Return the syntax of the variables in a text; `None` if it has no known ones."""
    if "$context." in text:
        return None
    if re.search(r"\$\{?[A-Za-z_]", text):
        return SYNTAXES["nginx"]
    if _ENVOY_OPERATOR.search(text):
        return ENVOY
    words = _WORD.findall(text)
    if _HAPROXY_ONLY.search(text):
        return HAPROXY
    own = [word for word in words if len(word) > 1 and (word in NUMBERS or word in TEXTS)]
    others = [word for word in words if word[0] in DIRECTIVES or word[0] in "ioenCcF"]
    if own:
        return HAPROXY
    return tomcat_or_httpd(text) if others else None
