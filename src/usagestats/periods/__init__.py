"""Spans of time: `--range` texts → ranges → periods of the calendar, and rows inside a range.

All calendar arithmetic of the project is here.
"""
