"""The findings that a question needs of a line, as the tables of `output_tables.h`."""

from __future__ import annotations

import os
from ctypes import (
    POINTER,
    Array,
    Structure,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_uint8,
    c_uint32,
    c_uint64,
)
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.bin_bounds import bin_bounds
from usagestats.logs.readers.kernel.outputs import DURATION, Samples
from usagestats.logs.readers.kernel.time_layout import (
    LayoutForKernel,
    layouts_for_kernel,
)
from usagestats.periods.period import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.kernel.outputs import Candidate, Check, Day, Outputs, Parameter
    from usagestats.tables.path_states import AlikePaths


_KEY: Final = tuple(int.from_bytes(os.urandom(8), "little") for _ in range(2))
"""Of the hashes: drawn in each process, so that no log can make its texts collide."""

_MOST_UNKNOWN: Final = 1000
_MINUTE: Final = 60_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class RunForKernel(Structure):
    """`Run` of `output_tables.h`."""

    _fields_ = (("first", c_int32), ("count", c_int32))


class CandidateForKernel(Structure):
    """`Candidate` of `output_tables.h`."""

    _fields_ = (("cell", c_int32), ("signs", RunForKernel), ("per_unit", c_double))


class TextOutputForKernel(Structure):
    """`TextOutput` of `output_tables.h`."""

    _fields_ = (
        ("candidates", RunForKernel),
        ("only", c_int32),
        ("choice", c_uint8),
        ("kept", c_uint8),
    )


class CheckForKernel(Structure):
    """`Check` of `output_tables.h`."""

    _fields_ = (("cell", c_int32), ("condition", c_int32), ("texts", RunForKernel))


class ConstantForKernel(Structure):
    """`Constant` of `text.h`."""

    _fields_ = (("bytes", c_char_p), ("length", c_int32))


class ParameterForKernel(Structure):
    """`Parameter` of `parameters.h`."""

    _fields_ = (("name", ConstantForKernel), ("first", c_int32), ("count", c_int32))


class _DayForKernel(Structure):
    """`Day` of `output_tables.h`."""

    _fields_ = (
        ("all", c_char_p),
        ("length", c_int32),
        ("cell", c_int32),
        ("is_apart", c_int32),
        ("is_utc", c_int32),
    )


class PathsForKernel(Structure):
    """`PathStates` of `paths.h`."""

    _fields_ = (
        ("classes", c_char_p),
        ("next", c_char_p),
        ("kinds", c_char_p),
        ("width", c_int32),
        ("most_unknown", c_int32),
        ("has_templates", c_int32),
    )


class RangeForKernel(Structure):
    """`AddressRange` of `clients.h`."""

    _fields_ = (("first", c_uint32), ("last", c_uint32))


class ClientsForKernel(Structure):
    """`ClientRanges` of `clients.h`."""

    _fields_ = (("all", POINTER(RangeForKernel)), ("count", c_int32))


class OutputsForKernel(Structure):
    """`Outputs` of `output_tables.h`."""

    _fields_ = (
        ("candidates", POINTER(CandidateForKernel)),
        ("signs", POINTER(c_int32)),
        ("texts", POINTER(TextOutputForKernel)),
        ("checks", POINTER(CheckForKernel)),
        ("constants", POINTER(ConstantForKernel)),
        ("text_count", c_int32),
        ("check_count", c_int32),
        ("time", RunForKernel),
        ("status", RunForKernel),
        ("size", RunForKernel),
        ("duration", RunForKernel),
        ("may_lack_status", c_int32),
        ("time_kinds", c_int32),
        ("day", _DayForKernel),
        ("layouts", POINTER(LayoutForKernel)),
        ("layout_count", c_int32),
        ("is_grouped", c_int32),
        ("keeps_status", c_int32),
        ("duration_texts", c_int32),
        ("samples", c_int32),
        ("success_column", c_int32),
        ("parameter_count", c_int32),
        ("are_decoded", c_int32),
        ("parameters", POINTER(ParameterForKernel)),
        ("bounds", POINTER(c_double)),
        ("bound_count", c_int32),
        ("slot", c_int64),
        ("wall_slot", c_int64),
        ("first_year", c_int64),
        ("last_year", c_int64),
        ("first_time", c_double),
        ("end_time", c_double),
        ("key", c_uint64 * 2),
        ("paths", PathsForKernel),
        ("clients", ClientsForKernel),
    )


@dataclass(slots=True)
class Pool:
    """The candidates, their signs, and the constants of all outputs, in one array each."""

    candidates: list[CandidateForKernel] = field(default_factory=list)
    signs: list[int] = field(default_factory=list)
    constants: list[ConstantForKernel] = field(default_factory=list)

    def run_of(self, candidates: Sequence[Candidate]) -> RunForKernel:
        """Add candidates, and return their stretch."""
        first = len(self.candidates)
        for one in candidates:
            signs = RunForKernel(len(self.signs), len(one.signs))
            self.signs += one.signs
            self.candidates.append(CandidateForKernel(one.cell, signs, one.per_unit))
        return RunForKernel(first, len(candidates))

    def check_of(self, check: Check) -> CheckForKernel:
        """Add the texts of a check, and return the check."""
        return CheckForKernel(check.cell, check.condition, self._constants_of(check.texts))

    def parameter_of(self, parameter: Parameter) -> ParameterForKernel:
        """Add the values of a parameter, and return the parameter."""
        name = parameter.name.encode("ascii")
        if parameter.values is None:
            return ParameterForKernel(ConstantForKernel(name, len(name)), 0, -1)
        run = self._constants_of(parameter.values)
        return ParameterForKernel(ConstantForKernel(name, len(name)), run.first, run.count)

    def _constants_of(self, texts: Sequence[str]) -> RunForKernel:
        run = RunForKernel(len(self.constants), len(texts))
        encoded = [text.encode() for text in texts]
        self.constants += [ConstantForKernel(text, len(text)) for text in encoded]
        return run


def outputs_for_kernel(outputs: Outputs, pool: Pool) -> OutputsForKernel:
    """Return the outputs as a structure of the kernel; candidates are added to the pool."""
    texts = [
        TextOutputForKernel(pool.run_of(one.candidates), one.only, one.choice, one.kept)
        for one in outputs.texts.values()
    ]
    checks = [pool.check_of(check) for check in outputs.checks]
    runs = [
        pool.run_of(one) for one in (outputs.time, outputs.status, outputs.size, outputs.duration)
    ]
    parameters = [pool.parameter_of(one) for one in outputs.parameters.all]
    bounds = bin_bounds() if outputs.duration and outputs.slot else ()
    columns = list(outputs.texts)
    duration_texts = columns.index(DURATION) if outputs.duration else -1
    return OutputsForKernel(
        _array(CandidateForKernel, pool.candidates),
        _array(c_int32, pool.signs),
        _array(TextOutputForKernel, texts),
        _array(CheckForKernel, checks),
        _array(ConstantForKernel, pool.constants),
        len(texts),
        len(checks),
        *runs,
        outputs.may_lack_status,
        outputs.time_kinds,
        _day_for_kernel(outputs.day),
        layouts_for_kernel(outputs.layouts),
        len(outputs.layouts),
        outputs.slot is not None,
        outputs.keeps_status,
        duration_texts,
        outputs.samples,
        columns.index("http_method") if outputs.samples is Samples.OF_FAILURES else -1,
        len(parameters),
        outputs.parameters.are_decoded,
        _array(ParameterForKernel, parameters),
        _array(c_double, bounds),
        len(bounds),
        outputs.slot or _MINUTE,
        # the log zone has one offset within a minute, not within an hour
        min(outputs.slot or _MINUTE, _MINUTE),
        EARLIEST.year + 1,
        LATEST.year - 2,
        float((EARLIEST.replace(year=EARLIEST.year + 1) - _EPOCH) // _MICROSECOND),
        float((LATEST.replace(year=LATEST.year - 1) - _EPOCH) // _MICROSECOND),
        (c_uint64 * 2)(*_KEY),
        paths_for_kernel(outputs.paths),
        _clients_for_kernel(outputs.client_ranges or ()),
    )


def paths_for_kernel(paths: AlikePaths | None) -> PathsForKernel:
    """Return the paths that are kept apart, as far as they are known by now."""
    if paths is None:
        return PathsForKernel()
    states = paths.states()
    most_unknown = 0 if states.is_full else _MOST_UNKNOWN
    return PathsForKernel(
        states.classes, states.next, states.kinds, states.width, most_unknown, paths.has_templates
    )


def _clients_for_kernel(ranges: Sequence[tuple[int, int]]) -> ClientsForKernel:
    made = [RangeForKernel(first, last) for first, last in ranges]
    return ClientsForKernel(_array(RangeForKernel, made), len(made))


def _day_for_kernel(day: Day | None) -> _DayForKernel:
    if day is None:
        return _DayForKernel()
    text = day.text.encode()
    return _DayForKernel(text, len(text), day.cell, is_apart=True, is_utc=day.is_utc)


def _array(kind: Any, values: Sequence[Any]) -> Array[Any]:  # noqa: ANN401  (of ctypes)
    made: Array[Any] = (kind * len(values))(*values)
    return made
