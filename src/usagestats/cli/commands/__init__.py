"""The commands, one file each: options in, one run out."""
