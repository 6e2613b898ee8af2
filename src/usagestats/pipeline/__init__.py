"""The one place where the stages meet: sources → chunks → USAGE or rows, and what became of lines.

A thread pool maps one pure function over chunks; what it gives adds up in any order.
"""
