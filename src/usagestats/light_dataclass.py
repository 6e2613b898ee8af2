"""`dataclass` made in a tenth of the time that the library takes.

The library looks at each field of a class, and writes and compiles up to seven functions for it. A
report on a short log loads some 200 such classes: a third of the time in which its modules are
loaded. Here the functions are made from functions that exist, and `__init__` is compiled only where
many objects of a class are made; the library looks at a class only where its `fields` are read.
`replace` and `is_dataclass` do not read them.

For type checkers these are the functions of the library, which also makes the classes with other
options than `_LIGHT`. Modules that reports load use them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, FrozenInstanceError
from operator import attrgetter
from threading import RLock
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from dataclasses import dataclass as dataclass  # noqa: PLC0414  (all three are exported)
    from dataclasses import is_dataclass as is_dataclass  # noqa: PLC0414
    from dataclasses import replace as replace  # noqa: PLC0414
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:  # noqa: ANN401
        """Return a class as `dataclasses.dataclass` does."""
        if cls is not None or not options.keys() <= _LIGHT:
            return dataclasses.dataclass(cls, **options)

        def decorate(made: type) -> type:
            return _light(made, **options)

        return decorate

    def replace(one: object, /, **changes: object) -> object:
        """Return an object with other values, as `dataclasses.replace` does."""
        every = vars(type(one)).get(_FIELDS)
        given = {name for name, field in (every or {}).items() if _is_given(field)}
        if every is None or not changes.keys() <= given:
            return dataclasses.replace(one, **changes)
        return type(one)(**{name: getattr(one, name) for name in given - changes.keys()}, **changes)

    def is_dataclass(cls: type) -> bool:
        """Return whether a class is one, as `dataclasses.is_dataclass` does."""
        return any(_OF_LIBRARY in vars(base) for base in cls.__mro__)


_LIGHT: Final = {"frozen", "slots", "eq", "kw_only"}
_FIELDS: Final = "_light_fields"
"""The attribute with the fields of a class, inherited ones too: their defaults by their names. A
default is a `Field` where the class says more about the field."""
_OF_LIBRARY: Final = "__dataclass_fields__"
_PARAMETERS: Final = "__dataclass_params__"
_ONE_AT_A_TIME: Final = RLock()
_FILLED: Final = 20
"""So many objects of a class are made without a compiled `__init__`."""


class _LateFields:
    """The attribute in which the library keeps the fields of a class; made when it is first read.

    Args:
        plain: The class as it was declared.
        frozen: Whether it is frozen.
        kw_only: Whether all its fields are given by their names.
    """

    def __init__(self, plain: type, *, frozen: bool, kw_only: bool) -> None:
        self._plain = plain
        self._frozen, self._kw_only = frozen, kw_only
        self.made: type

    def __get__(self, made: object, owner: type) -> Mapping[str, Field[Any]]:
        """Let the library look at the class; the attribute costs no call the next time."""
        with _ONE_AT_A_TIME:  # the library cannot look at a class twice
            if vars(self.made)[_OF_LIBRARY] is self:
                look = dataclasses.dataclass(
                    init=False, repr=False, eq=False, frozen=self._frozen, kw_only=self._kw_only
                )
                found: Any = look(self._plain)
                setattr(self.made, _OF_LIBRARY, found.__dataclass_fields__)
        return self.made.__dataclass_fields__  # type: ignore[attr-defined,no-any-return]


_PARAMETERS_OF: Final = {
    frozen: vars(dataclasses.dataclass(eq=False, frozen=frozen)(type("_", (), {})))[_PARAMETERS]
    for frozen in (False, True)
}
"""The attribute of a base class that tells the library whether it is frozen."""


def _light(
    cls: type,
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    kw_only: bool = False,
) -> type:
    plain = cls if slots else type(cls)(cls.__name__, cls.__bases__, dict(vars(cls)))
    late = _LateFields(plain, frozen=frozen, kw_only=kw_only)
    own = _own_fields(cls, kw_only=kw_only)
    every = {**_inherited_fields(cls), **own}
    functions = {
        "__match_args__": tuple(name for name, one in every.items() if _is_positional(one)),
        "__repr__": _shown,
        **(_comparing(every, frozen=frozen) if eq else {}),
        **(_FROZEN if frozen else {}),
        **(_TRAVELLING if frozen and slots else {}),
        _FIELDS: every,
        _OF_LIBRARY: late,
        _PARAMETERS: _PARAMETERS_OF[frozen],
    }
    functions = {name: one for name, one in functions.items() if vars(cls).get(name) is None}
    late.made = made = _with_slots(cls, own, functions) if slots else _changed(cls, own, functions)
    if "__init__" not in vars(cls):
        made.__init__ = _first_init(made, is_frozen=frozen)  # type: ignore[misc]
    return made


def _own_fields(cls: type, *, kw_only: bool) -> dict[str, object]:
    """Return the fields that a class declares itself, with their defaults."""
    found = {
        name: vars(cls).get(name, MISSING)
        for name, kind in cls.__annotations__.items()
        if not str(kind).startswith(("ClassVar", "typing.ClassVar"))
    }
    return {name: _named(one) for name, one in found.items()} if kw_only else found


def _named(one: object) -> Field[Any]:
    """Return the default of a field that is given by its name."""
    default: Any = one
    found: Field[Any] = one if isinstance(one, Field) else dataclasses.field(default=default)
    found.kw_only = True
    return found


def _inherited_fields(cls: type) -> dict[str, object]:
    found: dict[str, object] = {}
    for base in reversed(cls.__mro__[1:]):
        found |= vars(base).get(_FIELDS) or vars(base).get(_OF_LIBRARY) or {}
    return found


def _with_slots(cls: type, own: Mapping[str, object], functions: Mapping[str, object]) -> type:
    """Return a new class with slots; a class cannot get them later."""
    taken = {name for base in cls.__mro__[1:-1] for name in vars(base).get("__slots__", ())}
    known = {name: one for name, one in vars(cls).items() if name not in own}
    for name in ("__dict__", "__weakref__"):
        known.pop(name, None)
    known |= functions
    known["__slots__"] = tuple(name for name in own if name not in taken)
    made: type = type(cls)(cls.__name__, cls.__bases__, known)
    made.__qualname__ = cls.__qualname__
    return made


def _changed(cls: type, own: Mapping[str, object], functions: Mapping[str, object]) -> type:
    """Return a class without slots, whose attributes are the defaults of its fields."""
    for name in own.keys() & vars(cls).keys():
        one = own[name]
        if isinstance(one, Field) and one.default is MISSING:
            delattr(cls, name)
        elif isinstance(one, Field):
            setattr(cls, name, one.default)
    for name, function in functions.items():
        setattr(cls, name, function)
    return cls


def _is_positional(one: object) -> bool:
    return not isinstance(one, Field) or (one.init and one.kw_only is not True)


def _first_init(made: Any, *, is_frozen: bool) -> Callable[..., None]:  # noqa: ANN401  (a class)
    """Return an `__init__` that fills the first objects, and then compiles one that replaces it.

    To compile it takes as long as to fill some fifty objects, and most classes have fewer. Wrong
    arguments are left to the compiled one, whose errors name them.
    """
    fill: Callable[..., bool] | None = None
    count = 0

    def __init__(self: object, /, *values: object, **named: object) -> None:  # noqa: N807
        nonlocal fill, count
        fill, count = fill or _filling(made, is_frozen=is_frozen), count + 1
        if count > _FILLED or not fill(self, values, named):
            made.__init__ = _compiled_init(made, is_frozen=is_frozen)
            made.__init__(self, *values, **named)

    return __init__


def _filling(made: type, *, is_frozen: bool) -> Callable[..., bool]:
    """Return a function that fills an object, or returns false where arguments are wrong."""
    every: Mapping[str, object] = getattr(made, _FIELDS)
    places = tuple(name for name, one in every.items() if _is_positional(one))
    given = {name for name, one in every.items() if _is_given(one)}
    needed = {name for name in given if _has_no_default(every[name])}
    set_value = object.__setattr__ if is_frozen else setattr

    def fill(one: Any, values: tuple[object, ...], named: dict[str, object]) -> bool:  # noqa: ANN401
        known = dict(zip(places, values, strict=False)) | named
        is_right = len(known) == len(values) + len(named) and needed <= known.keys() <= given
        if is_right:
            for name, field in every.items():
                if name in known:
                    set_value(one, name, known[name])
                elif not _has_no_default(field):
                    set_value(one, name, _default_of(field))
            if hasattr(made, "__post_init__"):
                one.__post_init__()
        return is_right

    return fill


def _is_given(one: object) -> bool:
    """Whether `__init__` takes a value of the field."""
    return not isinstance(one, Field) or one.init


def _has_no_default(one: object) -> bool:
    if isinstance(one, Field):
        return one.default is MISSING and one.default_factory is MISSING
    return one is MISSING


def _default_of(one: object) -> object:
    if not isinstance(one, Field):
        return one
    return one.default if one.default_factory is MISSING else one.default_factory()


def _compiled_init(made: Any, *, is_frozen: bool) -> Callable[..., None]:  # noqa: ANN401  (a class)
    """Write `__init__` as the library does, and compile it."""
    every = {
        name: one if isinstance(one, Field) else dataclasses.field(default=one)
        for name, one in getattr(made, _FIELDS).items()
    }
    known: dict[str, Any] = {"_unset": MISSING, "_set": object.__setattr__}
    for name, one in every.items():
        slot = getattr(made, name, None)
        known[f"_set_{name}"] = slot.__set__ if isinstance(slot, MemberDescriptorType) else None
        known[f"_default_{name}"] = one.default
        known[f"_make_{name}"] = one.default_factory
    given = [_parameter(name, one) for name, one in every.items() if _is_positional(one)]
    named = [
        _parameter(name, one) for name, one in every.items() if one.init and not _is_positional(one)
    ]
    parameters = ", ".join(["self", *given, *(["*", *named] if named else [])])
    body = [
        *(_setting(name, value, known, is_frozen=is_frozen) for name, value in _values(every)),
        *(["self.__post_init__()"] if hasattr(made, "__post_init__") else []),
    ]
    lines = [f"def __init__({parameters}):", *(f" {line}" for line in body or ["pass"])]
    exec("\n".join(lines), known)  # noqa: S102  (names of fields only)
    init: Callable[..., None] = known["__init__"]
    return init


def _parameter(name: str, one: Field[Any]) -> str:
    if one.default_factory is not MISSING:
        return f"{name}=_unset"
    return name if one.default is MISSING else f"{name}=_default_{name}"


def _values(every: Mapping[str, Field[Any]]) -> Iterator[tuple[str, str]]:
    """Give the fields that `__init__` sets, with the expressions of their values."""
    for name, one in every.items():
        make = f"_make_{name}()"
        has_factory = one.default_factory is not MISSING
        if one.init:
            yield name, f"{make} if {name} is _unset else {name}" if has_factory else name
        elif has_factory or one.default is not MISSING:
            yield name, make if has_factory else f"_default_{name}"


def _setting(name: str, value: str, known: Mapping[str, Any], *, is_frozen: bool) -> str:
    """Return the statement that sets a field."""
    if not is_frozen:
        return f"self.{name} = {value}"
    has_slot = known[f"_set_{name}"] is not None
    return f"_set_{name}(self, {value})" if has_slot else f"_set(self, {name!r}, {value})"


def _comparing(every: Mapping[str, object], *, frozen: bool) -> dict[str, object]:
    """Return the functions that compare objects."""
    compared = [name for name, one in every.items() if not isinstance(one, Field) or one.compare]
    values: Callable[[Any], object] = attrgetter(*compared) if compared else lambda _: ()
    return {"__eq__": _equal(values), "__hash__": _hashed(values) if frozen else None}


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


def _shown(self: Any) -> str:  # noqa: ANN401  (as the next ones: an object of any class)
    every = getattr(self, _FIELDS).items()
    shown = [name for name, one in every if not isinstance(one, Field) or one.repr]
    values = (f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({', '.join(values)})"


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    del self, value
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    del self
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:  # noqa: ANN401
    return [getattr(self, name) for name in getattr(self, _FIELDS)]


def _restore(self: Any, state: Sequence[object]) -> None:  # noqa: ANN401
    for name, value in zip(getattr(self, _FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


_FROZEN: Final = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
_TRAVELLING: Final = {"__getstate__": _state, "__setstate__": _restore}
