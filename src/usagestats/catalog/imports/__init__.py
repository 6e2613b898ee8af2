"""Drafts of catalogs from the files of other programs: OpenAPI, 3scale resources, Kong.

    YAML, JSON ─ source_file ─▶ Part ─ kong | openapi | threescale ─▶ Draft ─▶ usagestats.toml,
                                                                               applications.csv

`import_file` recognises the program by the content of the file. Every step into a `Part` is
checked, so a malformed file gives an error with a key path. `Findings` collects everything that a
catalog cannot express; the user sees it as comments of the draft. `new_catalog`, one folder up,
writes the draft.
"""
