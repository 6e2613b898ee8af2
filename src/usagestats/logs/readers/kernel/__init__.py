"""The kernel: one pass in C over the lines of a chunk, for the formats of quoted requests."""
