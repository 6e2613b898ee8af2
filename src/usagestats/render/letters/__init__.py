"""Reports → letters, whose HTML mail programs can show.

    Report ─ `html` ─▶ tables with inline styles ─ `alert_letter`, `report_letter` ─▶ Letter

Mail programs know few styles and no SVG, so a letter has tables, styles in the elements, and
pictures. `alert_letter` also writes what is sent to programs.
"""
