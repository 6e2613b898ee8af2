"""Give this process another environment at once, while threads of libraries read the one before.

`putenv` and `unsetenv` move and free what a thread of polars may be reading in `getenv`: the process
then ends by a segmentation fault. So the whole environment is one table, which stays for good, and
only the pointer to it is changed.
"""

from __future__ import annotations

import os
from ctypes import CDLL, Array, addressof, c_char_p, c_void_p
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES: Final[list[Array[c_char_p]]] = []
"""All that ever were: a thread may still read one of them."""


def set_environment(variables: Mapping[str, str]) -> None:
    """Let the variables be those of this process, for Python and for C."""
    in_bytes = {os.fsencode(name): os.fsencode(text) for name, text in variables.items()}
    environ = os.environ._data  # type: ignore[attr-defined]  # noqa: SLF001  (what calls no `putenv`)
    environ.clear()
    environ.update(in_bytes)
    lines = [b"%s=%s" % each for each in in_bytes.items()]
    table = (c_char_p * (len(lines) + 1))(*lines)  # the last one is empty
    _TABLES.append(table)
    c_void_p.in_dll(CDLL(None), "environ").value = addressof(table)
