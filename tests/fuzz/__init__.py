"""`make fuzz`: lines and texts by chance, in a kernel that checks itself.

    sources ─▶ lines ─▶ comparing (fast ↔ careful) ─▶ findings ─▶ corpus
    texts (ranges, formats, catalogs, imports) ──────────┘
                           └ the kernel, compiled with sanitizers

`sanitized` starts `worker` in a process of its own, and looks at its end. What is found is made short
and goes into `corpus`, which `tests/test_fuzz.py` reads again in every `make test`.
"""
