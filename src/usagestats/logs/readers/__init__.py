"""How lines of a declared format become rows of REQUESTS: with care, and fast.

`log_format` says what a format is and offers. The careful way reads one line by the functions of
`values`; the fast ways are the kernel in C (`quoted_request`, `quoted_scan`, `kernel/`), patterns
over columns (`fast_patterns`) and JSON texts by column (`json/`). Law 5 holds them equal.
"""
