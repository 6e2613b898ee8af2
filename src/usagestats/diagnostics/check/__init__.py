"""`check`: how the logs were read, and the probable mistakes of a catalog.

mapping rules alone ─ `rules` ──────────────┐
mapping rules and logs ─ `rule_matches` ────┼─ `rows` ─ `check` ─▶ Report
sources, counts, rejects, coverage ─────────┘
"""
