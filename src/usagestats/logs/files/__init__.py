"""Files → decompressed bytes → whole lines, and the positions where they begin and end.

    arguments ─ sources ─▶ Source ─ open_source ─▶ OpenSource
        ├ a plain file ─ whole_lines, spans ─▶ pieces of whole lines
        └ any other ─ compression ─ encodings ─▶ UTF-8 blocks ─ whole_lines ─▶ the same

`positions` follows the bytes and keeps the fingerprint by which a source is recognised later;
`resume` reads on from where an earlier run ended, while the source is still the same.
"""
