"""Reports about the program itself: how lines are read, what the catalog does, what a store holds.

They may look into `logs`, `classify`, `survey` and `store`; the reports of `reports/` see tables
only. One file per report, named as its command.
"""
