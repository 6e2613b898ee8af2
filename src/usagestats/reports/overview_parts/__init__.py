"""The parts of `overview`.

USAGE, PROBLEMS ─ `figures` ─▶ rows, each with two figures; `two_spans` puts these beside each other
"""
