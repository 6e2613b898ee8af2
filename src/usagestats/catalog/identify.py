"""The sources of credentials: `query:NAME`, `field:NAME` or a column; what else is secret."""

from __future__ import annotations

import re
from difflib import get_close_matches

from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.model import Credential
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked

_COLUMNS = ("remote_user", "user_agent")
_FORMS = f"write query:NAME, field:NAME, {' or '.join(_COLUMNS)}"
_NEAR = 0.8  # user_key, a parameter, is no user_agent
_NAMED = {"query": "query parameter", "field": "field of the log"}
_NOT_IN_NAMES = re.compile(r"[\s&=?#]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_IN_BRACES = re.compile(r"\{[^{}/]*\}")
_PUBLIC_PARAMETER = "app_id"


def checked_source(text: str) -> str:
    """Check the source of a credential as users write it.

    Raises:
        Mistake: It has none of the known forms.
    """
    form, _, name = text.partition(":")
    if text in _COLUMNS:
        return text
    if form not in _NAMED:
        raise Mistake(f"not a source of credentials: {_shown(text)!r}", _nearest(text))
    impossible = _NOT_IN_NAMES if form == "query" else _CONTROL
    if not name or impossible.search(name):
        raise Mistake(f"not the name of a {_NAMED[form]}: {_shown(text)!r}", _FORMS)
    return text


def checked_field(text: str) -> str:
    """Check the name of a field of the log, written as `field:NAME`.

    Raises:
        Mistake: It has another form.
    """
    form, _, name = text.partition(":")
    if form != "field" or not name or _CONTROL.search(name):
        name = text.rpartition(":")[2]
        raise Mistake(f"not a field of the log: {text!r}", f"did you mean {f'field:{name}'!r}?")
    return text


def checked_secret(text: str) -> str:
    """Check an entry of `secrets`: a name, or a path with at least one segment in braces.

    Raises:
        Mistake: It is neither.
    """
    if text.startswith("/"):
        if not _IN_BRACES.search(text):
            hint = "write the credential in braces, such as /invite/{code}"
            raise Mistake(f"nothing to mask in this path: {text!r}", hint)
    elif not text.strip() or _NOT_IN_NAMES.search(text):
        hint = "write the name of a parameter, header or key, or a path such as /invite/{code}"
        raise Mistake(f"not a name: {_shown(text)!r}", hint)
    return text


def _shown(text: str) -> str:
    """Return the text without a value: the VALUE of NAME=VALUE is a credential."""
    name = _name_in(text)
    return masked(text) if name == text else f"{name}{text[len(name)]}{MASK}"


def _name_in(text: str) -> str:
    return _NOT_IN_NAMES.split(text, maxsplit=1)[0]


def _nearest(text: str) -> str:
    """Return a hint with the source that was probably meant, without a value behind its name."""
    form, colon, name = (_name_in(part) for part in text.partition(":"))
    near = get_close_matches(form, _NAMED, n=1)
    if name and near and masked(text) == text:
        return f"did you mean {f'{near[0]}:{name}'!r}?"
    is_name = form and (not colon or masked(text) != text)
    meant = f"did you mean {f'query:{form}'!r}?\n{_FORMS}" if is_name else _FORMS
    near_column = get_close_matches(text.lower(), _COLUMNS, n=1, cutoff=_NEAR)
    return f"did you mean {near_column[0]!r}?" if near_column else meant


def credential_of(source: str, *, is_secret: bool | None) -> Credential:
    """Return the credential that a checked source names.

    Args:
        source: `query:NAME`, `field:NAME`, `remote_user` or `user_agent`.
        is_secret: As declared; `None` for the default: an app_id, a remote user and a user agent
            are no secrets, everything else is.
    """
    form, _, name = source.partition(":")
    if form in _COLUMNS:
        return Credential(form, None, is_secret=bool(is_secret))
    if is_secret is None:
        is_secret = not (form == "query" and name.lower() == _PUBLIC_PARAMETER)
    return Credential("fields" if form == "field" else "query", name, is_secret)
