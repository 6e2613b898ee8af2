"""Credentials are never shown: reports have a pseudonym instead."""

from __future__ import annotations

from hashlib import sha256

_LONGEST_NAME = 200


def shown_name(name: str) -> str:
    """Return a name that is no secret, or a pseudonym for a name that has a credential in it.

    A name that looks like a pseudonym or like `(none)` also becomes a pseudonym, so that nobody
    can pass for another application.
    """
    from usagestats.safety.secrets import masked  # noqa: PLC0415  (a large module)

    is_own = not name.startswith(("key:", "("))
    is_plain = is_own and len(name) <= _LONGEST_NAME and masked(name) == name
    return name if is_plain else pseudonym(name)


def shown_user(name: str) -> str:
    """Return the name of a remote user, as `shown_name` does for other names.

    A user of HTTP's basic authentication has no colon in its name: behind one stands a password.
    """
    return pseudonym(name) if ":" in name and not name.startswith("key:") else shown_name(name)


def pseudonym(credential: str) -> str:
    """Return the name that stands for a secret credential: stable, and useless as a credential."""
    return "key:" + sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()[:12]
