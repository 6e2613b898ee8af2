"""The ways to declare a format, and to read its lines: with care, and fast.

`log_format` is the interface of a format. Two ways lead from a line to a row of REQUESTS:

    the careful way: LogFormat.read_line   every format has it; one line, by functions of `values`
    the fast way:    Reader.read           all lines of a chunk at once; it refuses odd lines

`reader` is the interface of a `Reader`. A format chooses the quickest one for the columns of a
question:

- `quoted_program`: the kernel in C (kernel/), for `"REQUEST" STATUS BYTES`
- `TextReader` (text_reader): the kernel, for all other lines of text, by patterns and by names;
  `HeadedReader` (headed_reader) has one for the rows below each header
- `JsonReader` (json/): the kernel, for JSON records
- `CarefulReader` (reader): refuses every line, so that each is read with care

Law 5 holds the two ways equal: on every line that a reader accepts, `read_line` finds the same.

A format is declared as a `QuotedRequestFormat` (quoted_request; ncsa_family, ncsa_variant), a
`PatternFormat` (pattern_format), a `NamedFormat` (named_format), a `HeadedFormat` (headed_format)
or a `JsonFormat` (json/). `NamedTexts` (named_texts) declares how a format writes its texts;
`TextLines` (text_lines) is what the kernel gets of the three kinds of text, and `text_program` its
program for a question. Shared are `headers` (header lines), `ignored` (lines that are not
requests), `extras` (the end of lines of the NCSA family), and the grammars: `rows` (columns between
separators), `pairs` (names and values) and `extended_log` (times of rows).
"""
