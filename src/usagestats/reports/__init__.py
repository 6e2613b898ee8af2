"""USAGE → Report. One file per report, named as its command."""
