"""Sources → answers of a question: the stages `logs`, `classify` and `rollup` are joined here.

    sources ─ reading ─▶ chunks ─ count_chunk (question) ─▶ ChunkAnswer ─▶ LinesRead (lines_read)
                                    │ read_chunk            (lines, part)
                                    │ map_requests               │
                                    └ collect                    └─▶ counting: UsageSum, findings
                                                                 └─▶ rows: tables of requests

Compressed sources are decompressed side by side (`read_ahead`). A thread pool maps `count_chunk`,
a pure function, over chunks; small ones are counted several to a task (`together`). The answers add
up in any order.
"""
