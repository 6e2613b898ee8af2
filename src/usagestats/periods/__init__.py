"""Spans of time. All calendar arithmetic of the project is here.

--range TEXT ─ `range_expression` ─▶ Range ─ `period` ─▶ periods, such as days or months
                                       └─ `in_range` ─▶ the rows of a table inside the range
"""
