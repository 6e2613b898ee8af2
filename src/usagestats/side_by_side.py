"""Work on several things at a time, with the results in order."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def in_order(tasks: Iterable[_Task], work: Callable[[_Task], _Result]) -> Iterator[_Result]:
    """Give the results of `work` on tasks, in order, while threads work at several of them."""
    workers = os.cpu_count() or 1
    under_way: deque[Future[_Result]] = deque()
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        for task in tasks:
            under_way.append(pool.submit(work, task))
            while under_way and (len(under_way) > workers or under_way[0].done()):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
