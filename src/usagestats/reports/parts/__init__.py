"""The steps from USAGE to a Report that several reports share.

USAGE ─ `selection` ─▶ the rows in the range that pass `filters`; notes and warnings (`span`)
      ─ `applications` ─▶ with names, plans and accounts
      ─ `by_period` ─▶ in periods ─ `measured` ─▶ a column for each of `figures`
      ─ `changes` ─▶ beside the periods before, which `previous` finds
      ─ `columns` ─▶ with the columns that the report declares
USAGE ─ `plan_limits` ─▶ the usage that counts for each limit of each application
"""
