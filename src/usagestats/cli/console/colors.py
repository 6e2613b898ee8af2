"""Whether output has colours: the option, then the environment, then the terminal."""

from __future__ import annotations

import os


def may_color(choice: str, *, is_terminal: bool) -> bool:
    """Return whether colours may be used.

    The first that applies: `--color always` or `never`; NO_COLOR; FORCE_COLOR or CLICOLOR_FORCE; no
    terminal, or one that has no colours (TERM=dumb, CLICOLOR=0).

    Args:
        choice: `auto`, `always` or `never`.
        is_terminal: Whether the destination is a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return is_terminal and not is_dumb() and os.environ.get("CLICOLOR") != "0"


def is_dumb() -> bool:
    """Return whether the terminal can neither move its cursor nor show colours."""
    return os.environ.get("TERM") == "dumb"
