"""The store: counted usage that is kept between runs, as one Delta table.

    ingest ─ schema, sources ─▶ rows ─ table.commit ─▶ Delta table
    Delta table ─ table.rows ─▶ rows ─ contents ─▶ USAGE, PROBLEMS, coverage, counts ─▶ reports
    Delta table ─ upkeep ─▶ fewer rows and files; usage that is forgotten

`location` finds the folder or URL. `table` is the only module that calls the library Delta, and
`failures` turns the errors of the library into ours. A row has one of three types (`schema`):
usage, problem, or source; the rows of a source hold its counts and its progress. One commit holds
rows of all three types, so that a line is counted if and only if the progress says so.
"""
