"""Log rotation: the files that are one log, in order, and those of them that are missing.

    paths, times of requests ─ names ─▶ RotatedName ─ series ─▶ Series ─▶ tables.coverage

Rules: docs/coverage.md.
"""
