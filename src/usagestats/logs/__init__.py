"""Sources → chunks → REQUESTS and REJECTS: the way of a line, step by step.

    a file, a glob, a folder, standard input
        │  files        finds sources, opens and decompresses them, cuts them at line ends
        ▼
    whole lines
        │  detect       tries every format of `formats`, or the one of `pasted`, on samples
        ▼
    the format of the source, and the wrappers around its lines
        │  source_reader  chooses the reader of the source, and makes chunks of the whole lines
        ▼
    Chunk (chunk.py): whole lines of one source, with the reader, the format and the wrappers
        │  inner_lines  takes the wrappers off: UTF-8 lines of the gateway are left; mostly the
        │               reader takes them off itself as it reads (first_reading)
        │  read_chunk   lets the main format read the lines: its reader finds most requests at
        │               once, the rest is read with care (read_lines); what it refuses is tried with
        │               the other formats that the source may hold (other_lines, mixture)
        │  wall_times   gives times without an offset that of the log zone
        ▼
    REQUESTS, and the rejects (rejects.py): the lines that did not parse

The folders. Each imports only from folders that stand above it in this list.

- `files`: bytes and positions: sources, compression, encodings, whole lines, spans
- `wrappers`: the layers that loggers and shippers put around a line, such as Docker's JSON
- `values`: the meaning of single texts: times, numbers, addresses, request lines
- `readers`: the ways to declare a format; each reads a line with care, or many lines fast
- `formats`: the formats that are known, one file per gateway
- `pasted`: formats that users paste in the syntax of their gateway
- `detect`: the choice of the format of a source

`read_chunk` is a pure function of one chunk, so that chunks may be read in any order and at the
same time. Only times of the hour that clocks show twice depend on the lines before the chunk, if
the log writes no offsets. `single_line` reads one line of a source with care, for `usagestats
explain`.
"""
