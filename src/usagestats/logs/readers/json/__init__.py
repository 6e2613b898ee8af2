"""JSON records → REQUESTS, by a key map: where each column is, and in which unit.

line ─ record ─▶ texts by key ─▶ targets, times, values ─▶ cells      (careful: one record)
lines ─ texts ─▶ columns of texts ─▶ the same functions ─▶ columns    (fast: once per value)
"""
