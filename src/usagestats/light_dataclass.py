"""`dataclass` for frozen classes with slots, made in a tenth of the time that the library takes.

The library writes and compiles seven functions for each such class, and a report on a short log has
some 150 of them: a third of the time in which its modules are loaded. Here the functions are made
from functions that exist, except for `__init__`, which is compiled with the first object.

For type checkers this is the decorator of the library, which also makes all other classes. Modules
that reports load use it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  (it is exported)
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:  # noqa: ANN401
        """Return a class as `dataclasses.dataclass` does."""
        if options == {"frozen": True, "slots": True}:
            return _light
        return dataclasses.dataclass(cls, **options)


def _light(cls: type) -> type:
    own = cls.__dict__
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    compared = _values_of([one.name for one in fields(made) if one.compare])
    functions: dict[str, Callable[..., object]] = {
        "__init__": _first_init(made),
        "__repr__": _shown,
        "__eq__": _equal(compared),
        "__hash__": _hashed(compared),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
        "__getstate__": _state,
        "__setstate__": _restore,
    }
    for name, function in functions.items():
        if own.get(name) is None:
            setattr(made, name, function)
    return made


def _values_of(names: Sequence[str]) -> Callable[[Any], object]:
    return attrgetter(*names) if names else lambda _: ()


def _first_init(made: Any) -> Callable[..., None]:  # noqa: ANN401  (a class)
    """Return an `__init__` that replaces itself by the compiled one."""

    def __init__(self: object, /, *values: object, **named: object) -> None:  # noqa: N807
        made.__init__ = _compiled_init(made)
        made.__init__(self, *values, **named)

    return __init__


def _compiled_init(made: Any) -> Callable[..., None]:  # noqa: ANN401  (a class)
    """Write `__init__` as the library does, and compile it."""
    every = fields(made)
    known: dict[str, Any] = {"_unset": MISSING}
    for one in every:
        known[f"_set_{one.name}"] = getattr(made, one.name).__set__
        known[f"_default_{one.name}"] = one.default
        known[f"_make_{one.name}"] = one.default_factory
    given = [_parameter(one) for one in every if one.init and not one.kw_only]
    named = [_parameter(one) for one in every if one.init and one.kw_only]
    parameters = ", ".join(["self", *given, *(["*", *named] if named else [])])
    body = [
        *_settings(every),
        *(["self.__post_init__()"] if hasattr(made, "__post_init__") else []),
    ]
    lines = [f"def __init__({parameters}):", *(f" {line}" for line in body or ["pass"])]
    exec("\n".join(lines), known)  # noqa: S102  (names of fields only)
    init: Callable[..., None] = known["__init__"]
    return init


def _parameter(one: Field[Any]) -> str:
    if one.default_factory is not MISSING:
        return f"{one.name}=_unset"
    return one.name if one.default is MISSING else f"{one.name}=_default_{one.name}"


def _settings(every: Sequence[Field[Any]]) -> Iterator[str]:
    """Give the statements that set fields."""
    for one in every:
        name, make = one.name, f"_make_{one.name}()"
        has_factory = one.default_factory is not MISSING
        if one.init:
            value = f"{make} if {name} is _unset else {name}" if has_factory else name
        elif has_factory or one.default is not MISSING:
            value = make if has_factory else f"_default_{name}"
        else:
            continue
        yield f"_set_{name}(self, {value})"


def _shown(self: Any) -> str:  # noqa: ANN401  (as the next ones: an object of any class)
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _equal(values: Callable[[Any], object]) -> Callable[[object, object], bool]:
    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    return __eq__


def _hashed(values: Callable[[Any], object]) -> Callable[[object], int]:
    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    del self, value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    del self
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:  # noqa: ANN401
    return [getattr(self, one.name) for one in fields(self)]


def _restore(self: Any, state: Sequence[object]) -> None:  # noqa: ANN401
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
