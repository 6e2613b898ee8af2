"""The task of the kernel for JSON records."""

from __future__ import annotations

from usagestats.logs.readers.kernel.json_finder import JsonFinder, Node, RequestParts, Use
from usagestats.logs.readers.kernel.output_tables import Pool
from usagestats.logs.readers.kernel.outputs import Candidate


def test_nodes_have_uses() -> None:
    nodes = [
        Node("", Use.NOTHING, 1, 2),
        Node("ab", Use.TEXT, 3, 0),
        Node("x" * 80, Use.NUMBER, 3, 0),
    ]
    none = ((), (), (), ())
    found = JsonFinder(nodes, RequestParts(none, (-1, -1, -1, -1))).for_kernel(Pool())

    assert found.node_count == 3
    assert [found.uses[number] for number in range(3)] == [Use.NOTHING, Use.TEXT, Use.NUMBER]


def test_the_candidates_of_the_request_are_added_to_the_pool() -> None:
    pool = Pool()
    paths = (Candidate(1), Candidate(2))
    parts = RequestParts((paths, (), (), ()), (-1, -1, 3, -1))
    found = JsonFinder([Node("", Use.NOTHING, 1, 0)], parts).for_kernel(pool)

    assert len(pool.candidates) == 2
    assert found.request.cells[2] == 3
