"""Report → bytes, in the output format that the user chose. Renderers see a `Report` only.

    Report ─ `content` ┬ `values` ─ `delimited` (CSV, TSV), `json`, `xlsx`, `parquet`: for programs
                       └ `people` ─ `terminal`, `markdown`: for people

`formats` is the list of output formats. `content` chooses the renderer. `values` writes single
values, such as times; `people` lays out a table of texts, with a total and bars.
"""
