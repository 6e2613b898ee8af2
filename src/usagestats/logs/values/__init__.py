"""The meaning of single texts of a log line: times, numbers, statuses, addresses, request lines.

A function takes one text and returns its value, or `None` for a text without one. All readers call
these, so that a text has the same meaning in every format. `log_zone` and `yearless` complete times
that lack an offset or a year; `ambiguous_hour` decides on times that the log zone has twice.
"""
