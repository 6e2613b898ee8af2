"""Which format a source is in, found out by lines from several places of it.

`format_fit` counts how many lines each format can read, `detection` chooses and peels what is
around the lines, `refusals` names logs that are known and cannot be counted.
"""
