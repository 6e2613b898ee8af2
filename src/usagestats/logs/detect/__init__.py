"""The choice of the format of a source, by samples of its lines.

    samples ─▶ lines ─ wrappers off ─▶ inner lines ─ format_fit ─▶ FormatFit ─▶ Detection

`samples` takes lines from the beginning, the middle and the end. `detection` tries them as they
are and with wrappers taken off; `format_fit` counts the lines that each format can read.
`mixtures` finds the other formats of lines that the main one refuses. `refusals` names logs that
are known and cannot be counted, with the reason; `likeness` and `faults` say what lines look like
that fit no format, and what to do.
"""
