"""Lines of names and values, such as `method=GET path="/v1/items"`: two grammars.

Words: a value with blanks stands in quotation marks, and a backslash escapes within them. Other
words may stand between the pairs. This is known as logfmt.
Labels: whatever stands between two separators is a name and a value. This is known as LTSV.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class PairGrammar:
    """The form of pairs.

    Args:
        between: The byte between two pairs: a blank for words, which any blanks separate; any other
            for labels.
        assigns: The byte between a name and its value.
        plain: Undoes the escapes of a value in quotation marks.
    """

    between: str
    assigns: str
    plain: Callable[[str], str] = unescape

    @property
    def are_words(self) -> bool:
        """Whether words separate the pairs."""
        return self.between == " "

    def values(self, text: str) -> dict[str, str] | None:
        """Return the values by name; `None` where the text does not consist of pairs."""
        return self._words(text) if self.are_words else self._labels(text)

    def _words(self, text: str) -> dict[str, str]:
        """Return the values of words; where a name comes twice, the first value counts."""
        pairs: dict[str, str] = {}
        for found in _pair(self.assigns).finditer(text):
            quoted = found["quoted"]
            value = found["plain"] if quoted is None else self.plain(quoted)
            pairs.setdefault(found["name"], value)
        return pairs

    def _labels(self, text: str) -> dict[str, str] | None:
        parts = [part.strip(" ") for part in text.strip("\r").split(self.between)]
        pairs = [part.partition(self.assigns) for part in parts if part]
        labels = {label: value for label, assigns, value in pairs if assigns}
        return None if len(pairs) == 1 or len(labels) < len(pairs) else labels


@cache
def _pair(assigns: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\S)(?P<name>[A-Za-z_][\w.-]*){assigns}"
        r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^ \t]*))',
        re.DOTALL,
    )


LOGFMT: Final = PairGrammar(" ", "=")
"""The pairs of logfmt."""

LABELS: Final = PairGrammar("\t", ":")
"""The labels of LTSV."""
