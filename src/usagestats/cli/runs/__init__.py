"""The work of the commands: find the input, read it, make the report, write it.

A report on usage begins with `report_run.usage_run`, one on logs alone with `report_run.log_run`.
Both return the input, whose `read` answers the question of the report; `finish` writes the
report and ends the run. The other commands have a run of their own.
"""
