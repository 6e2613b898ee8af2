"""Text that strangers wrote, made fit to show: credentials masked, control characters visible.

`secrets` masks credentials in single texts, `masked_columns` in whole columns: by names of values
(`secret_names`), by their forms (`secret_values`) and in paths (`path_secrets`). `visible` escapes
control characters for terminals, and formulas for spreadsheets.
"""
