"""Reports on how logs are read, on a store and on settings: one file per report.

    how lines are read       `check/`, `explain`, `formats`, `requests` (its rows: `request_rows`)
    how rules match          `check/`, `explain`, `top_paths`
    the contents of a store  `store_info`, `store_export`
    the settings in force    `settings`, for the command `config`

Each makes a `Report`, as the usage reports in `reports/` do. Usage reports see USAGE only; the
reports here also see lines (`logs`), mapped requests (`classify`, `survey`) and the store.
"""
