"""The requests that the catalog excludes: they make no usage."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache, reduce
from ipaddress import ip_address
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from usagestats.classify.applications import identify_applications
from usagestats.frames import map_distinct
from usagestats.tables.statuses import status_is

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog, Exclusions
    from usagestats.classify.automaton import PathAutomaton
    from usagestats.classify.paths import PathText


def columns_for_exclusion(catalog: Catalog) -> set[str]:
    """Return the columns of REQUESTS by which requests are excluded."""
    exclude = catalog.exclude
    columns = {
        "path": exclude.paths,
        "remote_address": exclude.networks,
        "user_agent": exclude.user_agents,
        "status": exclude.statuses,
    }
    needed = {column for column, chosen in columns.items() if chosen}
    if exclude.applications:
        needed |= {credential.request_column for credential in catalog.identify}
    return needed


def excluded_rows(
    requests: pl.DataFrame, paths: PathText | None, catalog: Catalog
) -> pl.Series | None:
    """Whether each request is excluded.

    Shape: one Boolean per row of REQUESTS, never null; `None` where nothing can be excluded.
    """
    exclude = catalog.exclude
    reasons = []
    if exclude.paths and paths:
        reasons.append(_by_path(paths, exclude.paths))
    if exclude.networks:
        reasons.append(_by_address(requests["remote_address"], exclude))
    if exclude.user_agents:
        reasons.append(_by_user_agent(requests["user_agent"], exclude.user_agents))
    if exclude.statuses:
        statuses = reduce(or_, (status_is(text) for text in exclude.statuses))
        reasons.append(requests.select(statuses).to_series())
    if exclude.applications:
        names = identify_applications(requests, catalog.identify)
        reasons.append(names.is_in(list(exclude.applications)))
    if not reasons:
        return None
    return reduce(or_, (reason.fill_null(value=False) for reason in reasons))


def _by_path(paths: PathText, patterns: tuple[str, ...]) -> pl.Series:
    automaton = _automaton(patterns)
    states = pl.Series(paths.final_states(automaton))
    return states.is_in([state for state in states.unique() if automaton.matched(state)])


@lru_cache(maxsize=16)
def _automaton(patterns: tuple[str, ...]) -> PathAutomaton:
    from usagestats.classify.automaton import PathAutomaton

    return PathAutomaton(patterns)


def _by_address(addresses: pl.Series, exclude: Exclusions) -> pl.Series:
    def is_excluded(text: str) -> bool:
        try:
            address = ip_address(text.strip("[]").partition("%")[0])
        except ValueError:  # a host name, or unix:
            return False
        return any(address in network for network in exclude.networks)

    return map_distinct(addresses, is_excluded, pl.Boolean())


def _by_user_agent(user_agents: pl.Series, globs: tuple[str, ...]) -> pl.Series:
    agent = re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE)
    return map_distinct(user_agents, lambda text: bool(agent.match(text)), pl.Boolean())
