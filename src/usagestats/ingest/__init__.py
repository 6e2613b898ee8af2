"""Logs → the store: every line is counted once, whatever happens to files and programs.

    SourceReader ─ continued_source ─▶ chunks ─ count_chunk ─▶ counted chunks ─ run ─▶ parts
         ▲                                                                              │
    recognition, progress ◀── the rows of sources ── store ◀── commits ─────────── batch ◀┘

A run looks at each source in turn. `recognition` compares its content with the fingerprints in the
store: the source is new, or goes on where it was counted to, or is a part of a known source.
`continued_source` reads only the rest. A `Part` is the usage and the progress of some chunks of one
source, and a `Batch` commits several parts at once. Where another run has committed meanwhile, the
parts that no longer follow on the progress in the store are dropped, and their sources are looked
at again.

`seen_files` remembers files that were counted to their end: they are not opened again until they
change. `dry_run` shows what a run would count.
"""
