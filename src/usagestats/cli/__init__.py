"""The command line: declares options, decides nothing. One command per file."""
