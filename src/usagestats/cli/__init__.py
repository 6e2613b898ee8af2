"""The command line: it declares options and decides nothing. One command per file."""

import gc

# Loaded modules are no garbage, and to search them for garbage takes a fifth of a small run. All
# commands together make fewer objects. Here, since loading typer makes many already.
gc.set_threshold(200_000)
