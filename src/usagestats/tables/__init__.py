"""The tables that stages hand on to each other, and the values that add up beside them.

`declared` lists the columns of REQUESTS, CLASSIFIED, USAGE and PROBLEMS: read it first. `usage`
adds USAGE and PROBLEMS up, `counts` says what became of the lines, `coverage` for which time logs
speak, `durations` and `statuses` what single columns hold, `top_counts` keeps the most frequent of
many keys in bounded memory.
"""
