"""Logs → the store: every line is counted once, whatever happens to files and programs."""
