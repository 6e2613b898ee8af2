"""A further look at requests while they are counted, for what USAGE cannot answer.

A `Survey` says which columns it needs and makes findings of each chunk; findings add. `check`
counts what rules match (`rule_matches`, with `rule_pairs` and `overlap`), `top-paths` paths,
`init` what a first catalog is drafted from (`draft_evidence`).
"""
