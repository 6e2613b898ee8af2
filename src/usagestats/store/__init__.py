"""The store: counted usage that is kept between runs, as one Delta table.

    ingest ─ schema, sources ─▶ rows ─ table.commit ─▶ Delta table
    Delta table ─ table.rows ─▶ rows ─ contents ─▶ USAGE, PROBLEMS, coverage, counts ─▶ reports
    Delta table ─ upkeep, forgetting ─ rewriting ─▶ fewer rows and files; usage that is forgotten

`location` checks the folder or URL. `delta` is the only module that imports the library Delta Lake,
and `table` reads and writes with it; the files with what `ingest` adds are written by `data_files`.
`failures` turns the errors of the library into ours, and `damage` names the files that are missing
or broken. A row has one of three types (`schema`): usage, problem, or source; the rows of a source
hold its counts and its progress. One commit holds rows of all three types, so that a line is
counted if and only if the progress says so. Usage and problems are kept for each group of sources
(`groups`).
"""
