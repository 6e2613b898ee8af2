"""Reports on how logs are read and what a store holds, one file per report, named as its command.

    how lines are read       `check/`, `explain`, `formats`, `requests`
    how rules match          `check/`, `explain`, `top_paths`
    the contents of a store  `store_info`, `store_export`

Each makes a `Report`, as the usage reports in `reports/` do. Usage reports see USAGE only; the
reports here also see lines (`logs`), mapped requests (`classify`, `survey`) and the store.
"""
