"""JSON records → REQUESTS, by a key map: the path of each column in a record, and its unit.

    careful: one line ─ record ─▶ texts by path ─ cells ──▶ cells of a row
    fast:    lines ─ program ─▶ the kernel ─ json_reader ─▶ columns of REQUESTS

Both read texts by the functions of `targets` and `values`, so that law 5 holds. `key_map` declares
the paths, `record_filter` the records that are requests, and `json_format` the format. `program`
makes the task of the kernel from them, with the paths in a `trie`.
"""
