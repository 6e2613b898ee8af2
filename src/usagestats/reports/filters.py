"""Which part of USAGE a report is about: some backends, applications or statuses only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl

from usagestats.errors import UsageError, did_you_mean
from usagestats.secrets import pseudonym
from usagestats.tables import USAGE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATUS = re.compile(r"[1-9][0-9][0-9]")
_STATUS_CLASS = re.compile(r"([1-9])[xX]{2}")
NO_STATUS = "none"


@dataclass(frozen=True, slots=True)
class Filters:
    """What each key must be; an empty tuple lets everything through.

    Args:
        backends: Names.
        applications: Names, pseudonyms, or the credentials that the pseudonyms stand for.
        statuses: `404`, `4xx` or `none`.
    """

    backends: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for status in self.statuses:
            if not (_STATUS.fullmatch(status) or _STATUS_CLASS.fullmatch(status)):
                _check_no_status(status)

    def keys(self) -> set[str]:
        """Return the keys of USAGE that the filters look at."""
        chosen = {
            "backend": self.backends,
            "application": self.applications,
            "status": self.statuses,
        }
        return {key for key, values in chosen.items() if values}

    def apply(self, usage: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of USAGE that pass."""
        conditions = []
        if self.backends:
            conditions.append(pl.col("backend").is_in(self.backends))
        if self.applications:
            conditions.append(pl.col("application").is_in(self._application_names()))
        if self.statuses:
            conditions.append(reduce(or_, (_status_is(text) for text in self.statuses)))
        return usage.filter(reduce(and_, conditions)) if conditions else usage

    def unknown(self, usage: pl.DataFrame) -> list[str]:
        """Return a note for each backend or application that USAGE does not have."""
        notes = []
        for key, values in (("backend", self.backends), ("application", self.applications)):
            if values:
                known = usage[key].drop_nulls().unique().sort().to_list()
                notes += [
                    _unknown(key, value, known) for value in values if not _is_in(value, known)
                ]
        return notes

    def _application_names(self) -> list[str]:
        return [*self.applications, *map(pseudonym, self.applications)]


EVERYTHING = Filters()
"""Lets all usage through."""


def _is_in(value: str, known: list[str]) -> bool:
    return value in known or pseudonym(value) in known


def _unknown(key: str, value: str, known: list[str]) -> str:
    shown = value if key == "backend" or value.startswith("key:") else "the one given"
    question = did_you_mean(value, known)
    return f"no request of {key} {shown}" + (f"; {question}" if question else "")


def _status_is(text: str) -> pl.Expr:
    status = pl.col("status")
    if text.lower() == NO_STATUS:
        return status.is_null()
    if match := _STATUS_CLASS.fullmatch(text):
        first = int(match[1]) * 100
        return status.is_between(first, first + 99)
    return status == int(text)


def _check_no_status(text: str) -> None:
    if text.lower() != NO_STATUS:
        hint = "write a status such as 404, a class such as 4xx, or none"
        raise UsageError(f"no such status: {text}", where="--status", hint=hint)


def ordered_keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys of USAGE in the order of the table."""
    wanted = set(keys)
    return tuple(key for key in USAGE_KEYS if key in wanted)
