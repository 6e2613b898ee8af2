"""Text that strangers wrote, made fit to show: credentials masked, control characters visible.

`secrets` masks credentials in single texts, `masked_columns` in whole columns. `visible` escapes
control characters for terminals, and formulas for spreadsheets.
"""
