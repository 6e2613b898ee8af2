"""The kernel: one pass in C over the lines of a chunk, for the formats of quoted requests.

    pieces of lines ─ scan.py ─▶ scan.c ─▶ rows, distinct texts, refused lines ─▶ quoted_scan

`scan.c` finds texts in lines and gives each distinct one a number; Python reads the meaning of the
texts. `library` loads the compiled file. Without it, everything is read by the other readers.
"""
