"""All reports on one range, from one reading.

options ─ `question` ─▶ one grain ─ (reading) ─▶ USAGE ─ `material` ─▶ USAGE for each report
─ `report_set` ─▶ the set of reports
"""
