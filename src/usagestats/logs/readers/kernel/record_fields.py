"""A field of the kernel's records → a column of polars, over the C data interface of Arrow.

The kernel copies the field into memory of its own, which polars takes over as it is. Numpy would do
the same, but importing it takes a fifth of the time in which a short log is answered.
"""

from __future__ import annotations

from ctypes import (
    Structure,
    byref,
    c_char_p,
    c_double,
    c_int16,
    c_int32,
    c_int64,
    c_uint8,
    c_void_p,
    py_object,
    pythonapi,
)
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.logs.readers.kernel.library import kernel

if TYPE_CHECKING:
    from ctypes import Array, c_char

_KINDS: Final = {c_uint8: 0, c_int16: 1, c_int32: 2, c_int64: 3, c_double: 4}
"""The types of fields, by their places in `FIELD_FORMATS` of `record_fields.h`."""

_SCHEMA_NAME: Final = b"arrow_schema"
_ARRAY_NAME: Final = b"arrow_array"


class _Schema(Structure):
    """`ArrowSchema` of `record_fields.h`."""

    _fields_ = (
        ("format", c_char_p),
        ("name", c_char_p),
        ("metadata", c_char_p),
        ("flags", c_int64),
        ("n_children", c_int64),
        ("children", c_void_p),
        ("dictionary", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    )


class _Array(Structure):
    """`ArrowArray` of `record_fields.h`."""

    _fields_ = (
        ("length", c_int64),
        ("null_count", c_int64),
        ("offset", c_int64),
        ("n_buffers", c_int64),
        ("n_children", c_int64),
        ("buffers", c_void_p),
        ("children", c_void_p),
        ("dictionary", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    )


class _Field:
    """A copy of a field, which polars takes by the protocol of Arrow."""

    def __init__(self) -> None:
        self.schema = _Schema()
        self.array = _Array()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        """Return both structures in capsules; who takes them leaves `release` empty."""
        del requested_schema  # a wish, which may be ignored
        return _capsule(self.schema, _SCHEMA_NAME), _capsule(self.array, _ARRAY_NAME)


_new_capsule = pythonapi.PyCapsule_New
_new_capsule.restype = py_object
_new_capsule.argtypes = (c_void_p, c_char_p, c_void_p)


def _capsule(structure: Structure, name: bytes) -> object:
    return _new_capsule(byref(structure), name, None)


def field_of(
    records: bytes | Array[c_char], kind: type[Any], offset: int, stride: int
) -> pl.Series:
    """Return a field of all records.

    Args:
        records: The records, one after another.
        kind: The type of the field, one of `_KINDS`.
        offset: The place of the field in a record.
        stride: The size of a record in bytes.

    Raises:
        MemoryError: There is not enough memory.
    """
    library = kernel()
    if library is None:
        raise RuntimeError("records of the kernel where there is none")
    copied = _Field()
    copy = library.usagestats_field
    copy.argtypes = (c_char_p, c_int64, c_int64, c_int64, c_int32, c_void_p, c_void_p)
    count = len(records) // stride
    places = byref(copied.schema), byref(copied.array)
    if not copy(records, offset, count, stride, _KINDS[kind], *places):
        raise MemoryError
    return pl.Series(copied)
