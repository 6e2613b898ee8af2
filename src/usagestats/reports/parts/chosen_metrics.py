"""The metrics that a report shows: all of the catalog, or those that are wanted."""

from __future__ import annotations

from usagestats.errors import UsageError, did_you_mean


def only_metric(known: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metric of a wide report, by default `requests`.

    Raises:
        UsageError: Several are wanted, or an unknown one.
    """
    if len(wanted) > 1:
        what = f"--wide shows one metric, not {len(wanted)}: {', '.join(wanted)}"
        raise UsageError(what, where="--metric", hint="name one of them, or leave --wide out")
    chosen_metrics(known, wanted)
    return wanted or ("requests",)


def chosen_metrics(known: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the metrics to show, in the catalog's order: all, or `requests` and the wanted ones.

    Raises:
        UsageError: A wanted metric is unknown.
    """
    for metric in wanted:
        if metric not in known:
            hint = did_you_mean(metric, known) or f"choose from {', '.join(known)}"
            raise UsageError(f"no such metric: {metric}", where="--metric", hint=hint)
    return tuple(m for m in known if not wanted or m in wanted or m == "requests")
