"""`why`: one number of a report, followed back to the rules and the lines that it is made of.

Report ─ chosen_row ─▶ row ─ Question.cell ─▶ Cell
Cell ─ counted_lines (logs) or counted_groups (store) ─▶ Counted ─ why ─▶ Report
"""
