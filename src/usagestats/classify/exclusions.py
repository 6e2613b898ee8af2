"""The requests that the catalog excludes: they make no usage."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache, reduce
from ipaddress import IPv4Network, collapse_addresses, ip_address
from operator import or_
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.applications import identify_applications
from usagestats.frames import map_distinct, map_distinct_texts
from usagestats.tables.statuses import status_is

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv6Network

    from usagestats.catalog.model import Catalog
    from usagestats.classify.automaton import PathAutomaton
    from usagestats.classify.paths import PathText

_BYTE: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = rf"^{_BYTE}(?:\.{_BYTE}){{3}}$"
"""An address as nearly all logs write it; the library reads the others."""
_FEW: Final = 16
"""So many beginnings are looked for; beyond, addresses are compared as numbers at once."""


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


def excluded_ranges(catalog: Catalog) -> tuple[tuple[int, int], ...] | None:
    """Return the IPv4 addresses that are excluded, as `Detail.client_ranges` has them.

    `None` where no address is excluded, or where the client is found by more than one address.
    """
    if not catalog.exclude.networks or catalog.client:
        return None
    within = (one for one in catalog.exclude.networks if isinstance(one, IPv4Network))
    return tuple((int(one[0]), int(one[-1])) for one in collapse_addresses(within))


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
        reasons.append(_by_address(requests["remote_address"], exclude.networks))
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


def _by_address(addresses: pl.Series, networks: Sequence[IPv4Network | IPv6Network]) -> pl.Series:
    if isinstance(addresses.dtype, pl.Enum):
        return map_distinct_texts(addresses, lambda texts: are_in(texts, networks))
    return are_in(addresses, networks)  # few addresses would be coded, and many are soon compared


def are_in(texts: pl.Series, networks: Sequence[IPv4Network | IPv6Network]) -> pl.Series:
    """Whether each address is one of the networks; a log may have a million different ones.

    Args:
        texts: Addresses, also with brackets or a zone; null and names of hosts are in none.
        networks: The networks.
    """
    usual = texts.str.contains(_IPV4)
    found = pl.repeat(False, len(texts), dtype=pl.Boolean(), eager=True)  # noqa: FBT003
    within = [one for one in networks if isinstance(one, IPv4Network)]
    if within:
        near = (usual & _begin_alike(texts, within)).arg_true()
        found = found.scatter(near, _are_within(texts.gather(near), within))
    unusual = (~usual).arg_true()
    one_by_one = map_distinct(
        texts.gather(unusual), lambda text: _is_in(text, networks), pl.Boolean()
    )
    return found.scatter(unusual, one_by_one)


def _begin_alike(texts: pl.Series, networks: Sequence[IPv4Network]) -> pl.Series:
    """Whether the first bytes of each address are those of a network: most are in none."""
    begins = {
        "".join(f"{byte}." for byte in one[0].packed[: min(one.prefixlen // 8, 3)])
        for one in networks
    }
    if len(begins) > _FEW:
        return texts.is_not_null()
    return reduce(or_, (texts.str.starts_with(begin) for begin in begins))


def _are_within(texts: pl.Series, networks: Sequence[IPv4Network]) -> pl.Series:
    """Whether each IPv4 address is in one of the networks."""
    parts = texts.str.split_exact(".", 3).struct.unnest().cast(pl.UInt32())
    first, second, third, fourth = parts
    number = ((first * 256 + second) * 256 + third) * 256 + fourth
    return reduce(or_, (number.is_between(int(one[0]), int(one[-1])) for one in networks))


def _is_in(text: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:  # a host name, or unix:
        return False
    return any(address in network for network in networks)


def _by_user_agent(user_agents: pl.Series, globs: tuple[str, ...]) -> pl.Series:
    agent = re.compile("|".join(translate(glob) for glob in globs), re.IGNORECASE)
    return map_distinct(user_agents, lambda text: bool(agent.match(text)), pl.Boolean())
