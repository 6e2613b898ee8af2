"""The page of all reports, and charts as pictures.

Report ─ `chart_data` ─▶ series of values ─ `charts` ─▶ marks, in the units of `scales`
─ `picture` ─▶ SVG ─ `png` ─▶ PNG

Reports ─ `sections` (with `cards`, `remarks`, `tables`) ─▶ what a template shows ─ `page` ─▶ HTML
"""
