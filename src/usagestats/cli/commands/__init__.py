"""The commands, one file each: the options of a command, and one run of it."""
