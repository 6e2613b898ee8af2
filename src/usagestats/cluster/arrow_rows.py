"""Tasks and results as rows of Arrow batches: what workers do that get and give such rows.

tasks    number  task (pickled)
results  numbers  is_error  result (pickled: a result, or the error that the work has raised)

A batch makes others of its own class, so that nothing here imports the library of Arrow.
"""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any, Final

from usagestats import __version__
from usagestats.errors import ClusterError
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from usagestats.pipeline.mapper import Task, Work

TASKS: Final = "number long, task binary"
RESULTS: Final = "numbers array<long>, is_error boolean, result binary"


@dataclass(frozen=True, slots=True)
class Failed:
    """Tasks whose work has raised an error.

    Args:
        numbers: The numbers of the tasks.
        error: The error.
    """

    numbers: tuple[int, ...]
    error: Exception


def rows_of(tasks: Sequence[Task]) -> list[tuple[int, bytes]]:
    """Return tasks as rows."""
    return [(task.number, pickle.dumps(task)) for task in tasks]


def unpacked(packed: bytes) -> Any:  # noqa: ANN401
    """Return what another process of this run has pickled."""
    return pickle.loads(packed)  # noqa: S301  (it comes from Spark, which may run any code here)


def working(work: bytes) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return the function that makes batches of results from batches of tasks.

    Args:
        work: The work, pickled.
    """
    release = __version__

    def worked(batches: Iterable[Any]) -> Iterator[Any]:
        count = _loaded(work, release)
        for batch in batches:
            for row in batch.to_pylist():
                yield type(batch).from_pylist([_result_row(count, row)])

    return worked


def adding(work: bytes) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """Return the function that adds up all results of its batches; errors pass.

    Args:
        work: The work, pickled.
    """
    release = __version__

    def added(batches: Iterable[Any]) -> Iterator[Any]:
        adds = _loaded(work, release)
        numbers: list[int] = []
        results: list[object] = []
        made: type[Any] | None = None
        for batch in batches:
            made = type(batch)
            for row in batch.to_pylist():
                if row["is_error"]:
                    yield made.from_pylist([row])
                else:
                    numbers += row["numbers"]
                    results.append(unpacked(row["result"]))
        if made and results:
            yield made.from_pylist([_row(numbers, adds.add(results))])

    return added


def _loaded(work: bytes, release: str) -> Work[Any, Any]:
    """Return the work, in a process that may have come after the releases were compared."""
    if release != __version__:
        what = f"client and workers do not run the same program: usagestats {release} here"
        raise ClusterError(f"{what}, {__version__} on a worker that came later")
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # other workers have the other processors
    loaded: Work[Any, Any] = unpacked(work)
    return loaded


def _result_row(work: Work[Any, Any], row: dict[str, Any]) -> dict[str, Any]:
    numbers = [row["number"]]
    try:
        return _row(numbers, work(unpacked(row["task"])))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (it is raised where the results arrive)
        return _row(numbers, error, is_error=True)


def _row(numbers: Sequence[int], result: object, *, is_error: bool = False) -> dict[str, Any]:
    return {"numbers": list(numbers), "is_error": is_error, "result": pickle.dumps(result)}
