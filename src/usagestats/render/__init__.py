"""Report → bytes, in the output format that the user chose. Renderers see a `Report` only.

    Report ─ `content` ┬ `values` ─ `delimited` (CSV, TSV), `json`, `xlsx`, `parquet`: for programs
                       └ `people` ┬ `markdown`: for people
                                  └ `terminal`: a table, records or a chart

`formats` is the list of output formats. `content` chooses the renderer. `values` writes single
values, such as times, for programs, `cells` for people. `people` lays out columns of texts, with
`labels` of periods, a total and `bars`.

`terminal` puts blocks of lines below each other. `fitting` chooses the columns that fit, and
`table_lines` writes them, with bars from `bar_drawing`; `folding` finds long runs of empty periods.
`records` writes a line for each value. `chart` draws columns over time, on a `scale`, above
`chart_labels`. `words` breaks and shortens texts.
"""
