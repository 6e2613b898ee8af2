from __future__ import annotations

from usagestats.logs.readers.json.trie import trie_of
from usagestats.logs.readers.kernel.json_finder import Use


def test_the_nodes_below_a_node_stand_side_by_side() -> None:
    paths = [("a", "x"), ("b",), ("a", "y", "z"), ("c", "x"), ("a",)]
    trie = trie_of(dict.fromkeys(paths, Use.TEXT))

    assert set(paths) < trie.cells.keys()
    for path, cell in trie.cells.items():
        node = trie.nodes[cell]
        below = {one for one in trie.cells if one[:-1] == path and one != path}
        assert node.name == (path[-1] if path else "")
        assert {trie.cells[one] for one in below} == set(range(node.first, node.first + node.count))
        assert node.use is (Use.TEXT if path in paths else Use.NOTHING)
