"""Light dataclasses are what the library makes, in all that objects can do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, field, fields, replace
from threading import Barrier
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import pytest

from usagestats import light_dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


def classes(dataclass: Callable[..., Any]) -> tuple[type[Any], type[Any], type[Any]]:
    @dataclass(frozen=True, slots=True)
    class Plain(Generic[_T]):
        """Fields of every kind."""

        number: int
        text: str = "x"
        unseen: int = field(default=7, compare=False, repr=False)
        some: list[int] = field(default_factory=list)
        made: int = field(default=1, init=False)
        named: bool = field(default=False, kw_only=True)
        listed: tuple[int, ...] = field(default_factory=tuple, init=False)

    @dataclass(frozen=True, slots=True)
    class Child(Plain[int]):
        """Inherits fields, and checks them."""

        more: str = "more"

        def __post_init__(self) -> None:
            if self.number < 0:
                raise ValueError

    @dataclass(frozen=True, slots=True)
    class Own:
        """Has a text and a hash of its own."""

        value: object

        def __repr__(self) -> str:
            return "own"

        def __hash__(self) -> int:
            return 4

    return Plain, Child, Own


PAIRS = tuple(zip(classes(light_dataclass.dataclass), classes(dataclasses.dataclass), strict=True))
PLAIN, CHILD, OWN = PAIRS
BOTH = pytest.mark.parametrize("pair", [PLAIN, CHILD], ids=["plain", "child"])


def shown(made: object) -> str:
    return repr(made).replace("classes.<locals>.", "")


@BOTH
@pytest.mark.parametrize(
    ("values", "named"),
    [((1,), {}), ((1, "y", 8, [1]), {"named": True}), ((1,), {"some": [2], "unseen": 9})],
)
def test_objects_are_made_and_shown_alike(
    pair: tuple[type[Any], type[Any]], values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    light, known = (one(*values, **named) for one in pair)

    assert shown(light) == shown(known)
    assert [getattr(light, one.name) for one in fields(light)] == [
        getattr(known, one.name) for one in fields(known)
    ]


@BOTH
@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1, "", 1, [], 5, 6), {}), ((1,), {"made": 2}), ((1,), {"z": 1})],
)
def test_wrong_arguments_are_refused_alike(
    pair: tuple[type[Any], type[Any]], values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    reasons = []
    for one in pair:
        with pytest.raises(TypeError) as error:
            one(*values, **named)
        reasons.append(str(error.value).rpartition("__init__")[2])

    assert reasons[0] == reasons[1]


def test_the_first_objects_are_as_the_later_ones() -> None:
    light, known, _ = classes(light_dataclass.dataclass)
    wrong: tuple[tuple[Any, ...], ...] = ((), (1, "", 1, [], 5, 6))
    made, reasons = [], set()
    for _ in range(50):  # on the way, `__init__` is compiled
        made.append(known(1, "y", more="z", named=True))
        light(1)
        for values in wrong:
            with pytest.raises(TypeError) as error:
                light(*values)
            reasons.add(str(error.value))

    assert len(set(map(repr, made))) == 1
    assert made[0].some is not made[1].some
    assert len(reasons) == len(wrong)


@BOTH
@pytest.mark.parametrize("changes", [{}, {"number": 5}, {"some": [1], "named": True}])
def test_objects_are_replaced_alike(
    pair: tuple[type[Any], type[Any]], changes: dict[str, Any]
) -> None:
    light, known = (one(1, "y", some=[2], unseen=9) for one in pair)

    assert shown(light_dataclass.replace(light, **changes)) == shown(replace(known, **changes))
    assert light_dataclass.replace(known, **changes) == replace(known, **changes)


@BOTH
@pytest.mark.parametrize("changes", [{"made": 2}, {"other": 2}])
def test_wrong_changes_are_refused_alike(
    pair: tuple[type[Any], type[Any]], changes: dict[str, Any]
) -> None:
    light, known = (one(1) for one in pair)
    with pytest.raises((TypeError, ValueError)) as expected:
        replace(known, **changes)
    with pytest.raises(expected.type) as found:
        light_dataclass.replace(light, **changes)

    assert (
        str(found.value).rpartition("__init__")[2] == str(expected.value).rpartition("__init__")[2]
    )


@pytest.mark.parametrize("one", [*PLAIN, *CHILD, *OWN, int, object])
def test_dataclasses_are_known(one: type) -> None:
    assert light_dataclass.is_dataclass(one) == dataclasses.is_dataclass(one)


@BOTH
def test_objects_are_equal_and_hashed_alike(pair: tuple[type[Any], type[Any]]) -> None:
    for one in pair:
        first, same, other = one(1, some=()), one(1, some=()), one(2, some=())

        assert first == same != other
        assert first != object()
        assert hash(first) == hash(same)
        assert {first, same, other} == {first, other}
    light, known = pair
    assert light(1) != known(1)


def test_what_is_not_compared_changes_nothing() -> None:
    light = PLAIN[0]

    assert light(1, unseen=8, some=()) == light(1, unseen=9, some=())
    assert hash(light(1, unseen=8, some=())) == hash(light(1, unseen=9, some=()))


@BOTH
def test_objects_are_frozen_and_have_no_other_attributes(
    pair: tuple[type[Any], type[Any]],
) -> None:
    for one in pair:
        made = one(1)
        for name in ("number", "other"):
            with pytest.raises((FrozenInstanceError, TypeError)):
                setattr(made, name, 2)
        with pytest.raises(FrozenInstanceError):
            del made.number
        assert not hasattr(made, "__dict__")


def test_checks_run_and_copies_are_changed() -> None:
    light = CHILD[0]
    made = light(1, some=[3])

    assert replace(made, number=2, more="z") == light(2, some=[3], more="z")
    assert copy.copy(made) == copy.deepcopy(made) == made
    with pytest.raises(ValueError):  # noqa: PT011  (without a text)
        light(-1)
    assert repr(OWN[0](1)) == "own"
    assert hash(OWN[0](1)) == 4


@light_dataclass.dataclass(frozen=True, slots=True)
class Sent:
    """Can be found by its name in another process."""

    number: int
    text: str = "t"


def test_objects_travel_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Sent(3))) == Sent(3)  # noqa: S301  (our own)


OPTIONS = [
    {"slots": True},
    {"slots": True, "eq": False},
    {"frozen": True},
    {"frozen": True, "slots": True, "eq": False},
    {"frozen": True, "kw_only": True},
    {"frozen": True, "slots": True, "kw_only": True},
    {"frozen": True, "slots": True, "order": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_options_mean_what_they_mean_in_the_library(options: dict[str, bool]) -> None:
    def made(dataclass: Callable[..., Any]) -> type[Any]:
        @dataclass(**options)
        class Some:
            """Has a field of each kind that options change."""

            kind: ClassVar = "some"
            number: int
            text: str = "x"
            some: list[int] = field(default_factory=list)
            unseen: int = field(default=0, compare=False)

        return Some

    light, known = made(light_dataclass.dataclass), made(dataclasses.dataclass)

    assert attempts(light) == attempts(known)
    assert (light.kind, light.__match_args__) == (known.kind, known.__match_args__)
    assert [field_of(one) for one in fields(light)] == [field_of(one) for one in fields(known)]


def test_classes_of_the_library_and_light_ones_inherit_from_each_other() -> None:
    @light_dataclass.dataclass(frozen=True)
    class Base:
        """Light."""

        number: int = 1

    @dataclasses.dataclass(frozen=True)
    class Child(Base):
        """Of the library."""

        text: str = "x"

    @light_dataclass.dataclass(frozen=True)
    class Grandchild(Child):
        """Light again."""

        more: int = 3

    assert [one.name for one in fields(Grandchild)] == ["number", "text", "more"]
    assert replace(Grandchild(2, "y"), number=4) == Grandchild(4, "y", 3)
    assert replace(Child(2), number=4) == Child(4, "x")
    with pytest.raises(TypeError, match="frozen"):
        dataclasses.dataclass(type("Other", (Base,), {}))


def test_threads_may_copy_the_first_objects_of_a_class_at_the_same_time() -> None:
    for _ in range(20):
        child = classes(light_dataclass.dataclass)[1]
        made, start = child(1), Barrier(4)

        def copied(number: int, made: Any = made, start: Barrier = start) -> Any:
            start.wait()
            return replace(made, number=number).number

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(copied, range(4))) == [0, 1, 2, 3]


def field_of(one: dataclasses.Field[Any]) -> tuple[object, ...]:
    return one.name, one.type, one.default, one.init, one.compare, one.kw_only


def attempts(made: type[Any]) -> list[object]:
    """Return what comes of things that objects of some classes refuse."""
    return [
        result(lambda: made(1, "y").text),
        result(lambda: made(number=1, text="y").some),
        result(lambda: made(number=1) == made(number=1, unseen=2)),
        result(lambda: hash(made(number=1, some=())) == hash(made(number=1, some=()))),
        result(lambda: setattr(made(number=1), "number", 2)),
        result(lambda: setattr(made(number=1), "other", 2)),
        result(lambda: delattr(made(number=1), "text")),
        result(lambda: made(number=1) < made(number=2)),
        result(lambda: replace(made(number=1), text="z").text),
        result(lambda: getattr(made, "text", None) == "x"),
        result(lambda: hasattr(made, "some")),
    ]


def result(of: Callable[[], object]) -> object:
    """Return a value, or that there is none."""
    try:
        return of()
    except (TypeError, AttributeError):
        return "refused"


def test_a_class_takes_less_than_half_of_the_time() -> None:
    def seconds(dataclass: Callable[..., Any]) -> float:
        begin = time.process_time()
        for _ in range(40):
            classes(dataclass)
        return time.process_time() - begin

    light = min(seconds(light_dataclass.dataclass) for _ in range(3))

    assert light < min(seconds(dataclasses.dataclass) for _ in range(3)) / 2
