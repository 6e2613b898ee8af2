"""The tables that stages hand on to each other, and other values that parts of the input add to.

`declared` lists the columns of REQUESTS, CLASSIFIED, USAGE and PROBLEMS: read it first. Then:

- `usage`: the grain of USAGE, and sums of USAGE and of PROBLEMS.
- `counts`: the counts of lines and requests, which always add up.
- `coverage`: the time that the logs cover.
- `durations`, `statuses`, `problem_codes`: the values of single columns.
- `top_counts`: the most frequent of many keys, in bounded memory.
"""
