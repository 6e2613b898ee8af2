"""What single texts of a log line mean: times, numbers, statuses, addresses, request lines.

Every function takes one text and returns its value, `None` where there is none. All readers call
these, so that a text means the same whoever found it.
"""
