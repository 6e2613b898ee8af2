"""The ids that a draft of `applications.csv` may hold: those that a spreadsheet does not change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.light_dataclass import replace
from usagestats.safety.visible import INVISIBLE, harmless_cell, visible

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Draft


def is_plain_id(text: str) -> bool:
    """Whether an id can stand in a file that people open in a spreadsheet.

    An id is compared with the text in logs, so it cannot be made harmless as a name can.
    """
    is_unchanged = bool(text) and text == text.strip() and not INVISIBLE.search(text)
    return is_unchanged and harmless_cell(text) == text


def with_plain_ids(draft: Draft) -> Draft:
    """Return the draft without ids that are not plain, and with a note about them.

    An application with a key keeps its row; an application without a key is left out.
    """
    ids = (row["id"] for row in draft.applications)
    odd = [text for text in ids if text and not is_plain_id(text)]
    kept = (row if is_plain_id(row["id"]) else row | {"id": ""} for row in draft.applications)
    rows = [row for row in kept if row["id"] or row.get("key")]
    unsupported = (*draft.unsupported, _note_about(odd)) if odd else draft.unsupported
    return replace(draft, applications=rows, unsupported=unsupported)


def _note_about(odd: list[str]) -> str:
    shown = f"the id '{visible(odd[0])}' of an application"
    if len(odd) > 1:
        shown += f", and {len(odd) - 1:,} more"
    return f"{shown}: begins like a formula, or has invisible characters or spaces around it"
