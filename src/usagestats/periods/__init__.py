"""Spans of time. All calendar arithmetic of the project is here.

--range TEXT ─ `range_expression` ─▶ Range ─ `period` ─▶ periods, such as days or months
                                       └─ `in_range` ─▶ the rows of a table inside the range

`range_expression` splits the text into parts. `relative_span`, `calendar_span` and `point_in_time`
read a part by the `clock`; `range_mistakes` explains one that has none of these forms.
"""
