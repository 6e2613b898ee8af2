"""The programs that client and workers run: results of different releases are never added."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from usagestats.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Releases = dict[str, str]
"""The releases of Python and of packages, by their names."""

_PACKAGES: Final = {"usagestats": "usagestats-cli", "polars": "polars"}
_MISSING: Final = "none"


def releases_question() -> Callable[[], Releases]:
    """Return the function that finds the releases in a process.

    It can be sent as code, since the package may be missing there: it uses no name of this module.
    """

    def found() -> Releases:
        import sys  # noqa: PLC0415
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        releases = {"Python": f"{sys.version_info.major}.{sys.version_info.minor}"}
        for name, package in (("usagestats", "usagestats-cli"), ("polars", "polars")):
            try:
                releases[name] = version(package)
            except PackageNotFoundError:
                releases[name] = "none"
        return releases

    return found


def releases_here() -> Releases:
    """Return the releases in this process."""
    return releases_question()()


def refuse_other_releases(address: str, here: Releases, there: Mapping[str, Releases]) -> None:
    """Make sure that all workers run what this process runs.

    Args:
        address: The cluster, for the message.
        here: The releases in this process.
        there: Those of each worker, by its name.

    Raises:
        ClusterError: A worker runs another release, or lacks a package.
    """
    others: dict[tuple[str, str], list[str]] = defaultdict(list)
    for worker, found in sorted(there.items()):
        for name, release in here.items():
            if found.get(name, _MISSING) != release:
                others[name, found.get(name, _MISSING)].append(worker)
    if not others:
        return
    differing = "; ".join(
        f"{name} {here[name]} here, {release} on {_named(workers)}"
        for (name, release), workers in others.items()
    )
    packages = " ".join(f"'{package}=={here[name]}'" for name, package in _PACKAGES.items())
    hint = f"install the same on all workers: pip install {packages}"
    what = f"client and workers do not run the same program: {differing}"
    raise ClusterError(what, where=address, hint=hint)


def _named(workers: list[str]) -> str:
    return workers[0] if len(workers) == 1 else f"{workers[0]} and {len(workers) - 1:,} more"
