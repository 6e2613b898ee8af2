"""Text → the address of a mailbox, as messages and mail servers take it."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.policy import SMTP
from typing import Final

from usagestats.catalog.mistakes import Mistake
from usagestats.safety.visible import INVISIBLE, visible

_LONGEST: Final = 320  # 64 characters before the at sign, 255 behind it


def mail_address(text: str) -> Address:
    """Return the address that a text such as `a@example.org` or `Ann <a@example.org>` names.

    Raises:
        Mistake: It is none, it is several, or it could break a header.
    """
    found = None if INVISIBLE.search(text) else _only_address(text)
    if found is None or len(found.addr_spec) > _LONGEST:
        raise Mistake(f"not an address: {visible(text)!r}", "write one like ann@example.org")
    return found


def _only_address(text: str) -> Address | None:
    try:
        header = SMTP.header_factory("to", text)
        is_one = len(header.addresses) == len(header.groups) == 1 and not header.defects
        address = header.addresses[0] if is_one else Address()
        # mail servers know names beyond ASCII by their other spelling only
        domain = address.domain.encode("idna").decode("ascii")
    except (HeaderParseError, IndexError, UnicodeError):  # IndexError: nothing behind the at sign
        return None
    if not domain or not address.username.isascii():
        return None
    return Address(address.display_name, address.username, domain)
