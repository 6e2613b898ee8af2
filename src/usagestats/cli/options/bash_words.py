"""Completion in bash, where typer leaves out two things: quoting, and options with `=`.

Bash inserts a completed word as it is. A name with a space must be escaped, unless the word on the
command line already begins with a quotation mark.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from typer._click.shell_completion import add_completion_class
from typer._completion_classes import BashComplete

if TYPE_CHECKING:
    from typer._click.shell_completion import CompletionItem

_SPECIAL: Final = re.compile(r"""[\s\\"'$`!&|;<>()*?\[\]{}#~]""")


class BashWords(BashComplete):
    """Reads and writes words as bash does."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the incomplete one, and that word."""
        words, incomplete = super().get_completion_args()
        # bash makes three words of --range=last
        return [word for word in words if word != "="], incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return a completed word as it is to stand on the command line."""
        if _word_begins_with_a_quotation_mark():
            return str(item.value)
        return _SPECIAL.sub(lambda found: f"\\{found[0]}", str(item.value))


def use_bash_words() -> None:
    """Let completion in bash use `BashWords`."""
    add_completion_class(BashWords, "bash")


def _word_begins_with_a_quotation_mark() -> bool:
    words, current = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
    return current < len(words) and words[current].startswith(("'", '"'))
