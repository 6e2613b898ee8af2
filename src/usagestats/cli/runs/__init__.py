"""The work of the commands: find the input, read logs or a store, make the report, write it."""
