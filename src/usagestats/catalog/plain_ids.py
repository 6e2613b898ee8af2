"""Which ids of applications a draft may have: those that come back unchanged from its file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from usagestats.safety.visible import INVISIBLE, harmless_cell, visible

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Draft


def is_plain_id(text: str) -> bool:
    """Tell whether an id can stand in a file that people open in a spreadsheet.

    An id is compared with what logs hold, so it cannot be made harmless as names can.
    """
    is_unchanged = bool(text) and text == text.strip() and not INVISIBLE.search(text)
    return is_unchanged and harmless_cell(text) == text


def with_plain_ids(draft: Draft) -> Draft:
    """Return the draft without the other ids, and with a word about them.

    An application that has a key goes by that; one that has none is left out.
    """
    ids = (row["id"] for row in draft.applications)
    odd = [text for text in ids if text and not is_plain_id(text)]
    kept = (row if is_plain_id(row["id"]) else row | {"id": ""} for row in draft.applications)
    rows = [row for row in kept if row["id"] or row.get("key")]
    unsupported = (*draft.unsupported, _word_about(odd)) if odd else draft.unsupported
    return replace(draft, applications=rows, unsupported=unsupported)


def _word_about(odd: list[str]) -> str:
    shown = f"the id '{visible(odd[0])}' of an application"
    if len(odd) > 1:
        shown += f", and {len(odd) - 1:,} more"
    return f"{shown}: begins like a formula, or has control characters or spaces around it"
