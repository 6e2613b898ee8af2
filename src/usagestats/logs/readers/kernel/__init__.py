"""The kernel: one pass in C over the lines of a chunk.

    pieces of lines ─ lines_scan.py ─▶ lines_scan.h ─▶ tallies, texts, refused lines ─▶ tallies.py

It finds texts in lines and gives each distinct one a number; Python reads the meaning of the texts.
A line fills cells (`cells.h`): `json_lines.h` walks along the paths of a JSON record, as
`json_finder.py` says; `text_lines.h` matches the patterns of `text_finder.py`, and `pairs.h` finds
names and values. `outputs.h` makes a
tally of the cells, as tables say that `outputs.py` hands over: which cells are tried for a column,
how its texts are kept, and what is grouped. `library` loads the compiled file. Without it,
everything is read with care.
"""
