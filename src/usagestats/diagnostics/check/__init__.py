"""`check`: what was read and how, and what is odd about the catalog.

`check` puts the report together; `rules` looks at mapping rules by themselves, `rule_matches` at
what logs show of them; `rows` are what the three give.
"""
