"""Where the catalog looks for credentials: `query:NAME`, `remote_user` or `field:NAME`."""

from __future__ import annotations

import re
from difflib import get_close_matches

from usagestats.catalog.model import Credential
from usagestats.catalog.problems import Mistake
from usagestats.errors import did_you_mean
from usagestats.secrets import masked

_FORMS = "write query:NAME, field:NAME or remote_user"
_NAMED = {"query": "query parameter", "field": "field of the log"}
_NOT_IN_NAMES = re.compile(r"[\s&=?#]")
_PUBLIC_PARAMETER = "app_id"


def checked_source(text: str) -> str:
    """Take the place of a credential as users write it.

    Raises:
        Mistake: It is in none of the known forms.
    """
    kind, colon, name = text.partition(":")
    if text == "remote_user":
        return text
    if kind not in _NAMED:
        raise Mistake(f"no place of a credential: {masked(text)!r}", _nearest(kind, colon + name))
    if not name or (kind == "query" and _NOT_IN_NAMES.search(name)):
        # whoever writes NAME=VALUE here has written a credential
        raise Mistake(f"not the name of a {_NAMED[kind]}: {masked(text)!r}", _FORMS)
    return text


def _nearest(kind: str, rest: str) -> str:
    if rest:
        near = get_close_matches(kind, _NAMED, n=1)
        return f"did you mean {masked(near[0] + rest)!r}?" if near else _FORMS
    return did_you_mean(kind, ["remote_user"]) or f"did you mean {'query:' + kind!r}?\n{_FORMS}"


def credential_of(source: str, *, is_secret: bool | None) -> Credential:
    """Return the credential that a checked source names.

    Args:
        source: `query:NAME`, `remote_user` or `field:NAME`.
        is_secret: As declared; `None` where nothing is: an app_id and a remote user are none.
    """
    kind, _, name = source.partition(":")
    if kind == "remote_user":
        return Credential("remote_user", None, is_secret=bool(is_secret))
    if is_secret is None:
        is_secret = not (kind == "query" and name.lower() == _PUBLIC_PARAMETER)
    return Credential("fields" if kind == "field" else "query", name, is_secret)
