"""`usagestats.toml` and `applications.csv` → Catalog and Registry, and drafts of both files.

    usagestats.toml  ─ toml_file ─▶ Document ─┐
                                              ├─ build ─▶ Catalog    what requests are mapped by
    applications.csv ─ applications_file ─▶ Registry                 who the applications are

    logs ─ suggestion ─┐
                       ├─▶ Draft ─ new_catalog ─▶ both files, for the user to complete
    files of others ─ imports ─┘

`catalog_search` finds the catalog of a run, and `catalog_file` reads it, with the user's settings:
`written_settings` keeps where each one is written, by the lines that `toml_lines` finds. Completion
reads `unchecked_names` instead. A document is checked twice: each value by
itself (`document`, `checked_values`), then the values together (`cross_checks`). A value that is
wrong is a `Mistake`; with its key path it is a `LocatedMistake`; all of a file are one
`CatalogError`. The other stages know only `model`, `pattern` and `registry`.
"""
