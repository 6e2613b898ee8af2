"""Text that strangers wrote, made fit to show: credentials masked, control characters visible.

`secrets` knows single texts, `masked_columns` does the same for whole columns, `visible` serves
terminals and spreadsheets.
"""
