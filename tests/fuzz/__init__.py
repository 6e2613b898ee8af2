"""`make fuzz`: lines by chance, read quickly and with care, in a kernel that checks itself.

    sources ─▶ lines ─▶ comparing (fast ↔ careful) ─▶ corpus
                           └ the kernel, compiled with sanitizers

`sanitized` starts `worker` in a process of its own, and looks at its end. What is found is made short
and goes into `corpus`, which `tests/test_fuzz.py` reads again in every `make test`.
"""
