"""Files → blocks of decompressed bytes → whole lines, and the positions where they begin and end.

`sources` finds what the command line names, `open_source` opens it, `compression` and `encodings`
make UTF-8 of it, `whole_lines` and `spans` cut it at line ends, `positions` and `resume` know how
far a source was read before.
"""
