"""Where the inner line stands in a wrapped one, for the kernel: behind a prefix, or in a record."""

from __future__ import annotations

from usagestats.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class BehindPrefix:
    """The inner line is the rest of the wrapped one.

    Args:
        pattern: The regular expression of the prefix, beginning with `^`.
        unusual: Texts that may ask for more than the prefix to be taken off: lines that hold one of
            them are left to the wrapper.
    """

    pattern: str
    unusual: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InRecord:
    """The inner line is a text in a JSON object, without the line feed at its end.

    Args:
        paths: The places of the text; the first that is there counts.
        beginning: The beginnings of a wrapped line, in lower case.
        others: Further keys that must have a text.
        is_ended: Whether a text without a line feed at its end is not a whole line.
    """

    paths: tuple[tuple[str, ...], ...]
    beginning: tuple[str, ...] = ("{",)
    others: tuple[str, ...] = ()
    is_ended: bool = False
