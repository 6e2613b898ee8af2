"""The command line: it declares options and decides nothing. One command per file."""
