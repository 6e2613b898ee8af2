"""Regular expressions that are compiled when they are first used.

All log formats together have some 200 of them. A run on a short log would spend a tenth of its time
to compile those that it never uses.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, AnyStr, Generic, cast

if TYPE_CHECKING:
    from collections.abc import Callable


class LatePattern(Generic[AnyStr]):
    """A regular expression with all attributes of the compiled one.

    Args:
        pattern: Its text.
        options: Its flags.
    """

    def __init__(self, pattern: AnyStr, options: int) -> None:
        self.pattern: AnyStr = pattern
        self._options = options
        self._compiled: re.Pattern[AnyStr] | None = None
        if isinstance(pattern, str) and not _sets_flags(pattern):
            self.flags = int(options | (0 if options & re.ASCII else re.UNICODE))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  (of a pattern)
        """Compile, and keep the attribute, so that it costs no call the next time."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._options)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found

    def __reduce__(self) -> tuple[Callable[..., re.Pattern[AnyStr]], tuple[AnyStr, int]]:
        """Travel to another process as text."""
        return late_pattern, (self.pattern, self._options)


def _sets_flags(pattern: str) -> bool:
    """Whether a pattern begins with flags, such as `(?i)`, or may do so."""
    return pattern.startswith("(?") and pattern[2:3] in set("aiLmsux-")


def late_pattern(pattern: AnyStr, options: int = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression that is compiled when it is first used.

    Equal ones are the same object.
    """
    return cast("re.Pattern[AnyStr]", _only_one(pattern, options))


_only_one = cache(LatePattern)
