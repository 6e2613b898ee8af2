"""Text that strangers wrote, made fit to show: credentials masked, control characters visible.

`secrets` masks credentials in single texts: by names of values (`secret_names`), by their forms
(`secret_values`) and in paths (`path_secrets`). `masked_columns` does the same in whole columns:
texts without `signs_of_secrets` stay, queries are masked by the names in them, paths by those alike
(`masked_parameters`, `masked_paths`). `visible` escapes control characters for terminals, and
formulas for spreadsheets.
"""
