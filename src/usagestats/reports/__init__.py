"""USAGE → Report: one file per report, named as its command.

    options of a command ─▶ `Traffic` ─ grain() ─▶ the USAGE to read, from logs or a store
    `Traffic`, USAGE, coverage, counts ─ `traffic_report` ─▶ Report ─▶ `render`

A report sees tables, periods and the catalog, but neither logs nor a store. `parts/` has the steps
that several reports share. docs/developing.md shows how to add a report.
"""
