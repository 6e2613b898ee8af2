"""A failing case → a smaller one that fails in the same way."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any

from tests.oracle.catalog import Catalog
from tests.oracle.question import Filters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.oracle.made.cases import Case, LogFile

MOST_TRIES = 400


class Shrinker:
    """Tries smaller cases, as long as they fail.

    Args:
        fails: Whether a case still fails.
        tries: How many cases may be tried.
    """

    def __init__(self, fails: Callable[[Case], bool], tries: int = MOST_TRIES) -> None:
        self._fails = fails
        self._tries = tries

    def smallest(self, case: Case) -> Case:
        """Return the smallest case that is found; what is large goes first."""
        for smaller in (_without_files, _with_fewer_lines, _simpler_questions, _simpler_catalogs):
            case = self._reduced(case, smaller)
        return self._reduced(case, _with_fewer_lines)

    def _reduced(self, case: Case, smaller: Callable[[Case], Iterator[Case]]) -> Case:
        """Take the first smaller case that fails, and begin again with it."""
        found = True
        while found and self._tries > 0:
            found = False
            for one in smaller(case):
                self._tries -= 1
                if self._fails(one):
                    case, found = one, True
                    break
                if self._tries <= 0:
                    break
        return case


def _without_files(case: Case) -> Iterator[Case]:
    if len(case.files) > 1:
        for number in range(len(case.files)):
            yield replace(case, files=(*case.files[:number], *case.files[number + 1 :]))


def _with_fewer_lines(case: Case) -> Iterator[Case]:
    """Leave out half of the lines of a file, a quarter, and so on."""
    for number, file in enumerate(case.files):
        for lines in _parts(file.lines):
            yield _with_file(case, number, replace(file, lines=lines))


def _parts(lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    size = len(lines) // 2
    while size:
        for begin in range(0, len(lines), size):
            yield (*lines[:begin], *lines[begin + size :])
        size //= 2


def _with_file(case: Case, number: int, file: LogFile) -> Case:
    return replace(case, files=(*case.files[:number], file, *case.files[number + 1 :]))


def _simpler_questions(case: Case) -> Iterator[Case]:
    (question,) = case.questions
    for one in fields(question):
        if one.name == "filters":
            for name in (part.name for part in fields(Filters)):
                if getattr(question.filters, name):
                    filters = replace(question.filters, **{name: ()})
                    yield replace(case, questions=(replace(question, filters=filters),))
        elif one.name != "report" and getattr(question, one.name) != one.default:
            changed: dict[str, Any] = {one.name: one.default}
            yield replace(case, questions=(replace(question, **changed),))


def _simpler_catalogs(case: Case) -> Iterator[Case]:
    """Leave out settings, applications, plans and rules, one by one."""
    catalog = case.catalog
    for one in fields(Catalog):
        default = one.default if one.default is not MISSING else None
        if one.name != "backends" and default is not None and getattr(catalog, one.name) != default:
            changed: dict[str, Any] = {one.name: default}
            yield replace(case, catalog=replace(catalog, **changed))
    for name in ("applications", "plans", "products"):
        values = getattr(catalog, name)
        for number in range(len(values)):
            changed = {name: (*values[:number], *values[number + 1 :])}
            yield replace(case, catalog=replace(catalog, **changed))
    for name in ("products", "backends"):
        owners = getattr(catalog, name)
        for place, owner in enumerate(owners):
            for number in range(len(owner.rules or ())):
                rules = (*owner.rules[:number], *owner.rules[number + 1 :])
                changed = {
                    name: (*owners[:place], replace(owner, rules=rules), *owners[place + 1 :])
                }
                yield replace(case, catalog=replace(catalog, **changed))
