"""Lines in quotation marks, as exports of log platforms write them, and lines that only look so."""

from __future__ import annotations

LINE = '192.0.2.1 - - [T] "GET /\\x22 HTTP/1.1" 200 5 "-" "x"'

QUOTED = (
    f'"{LINE}"',
    '"' + LINE.replace("\\", "\\\\").replace('"', '\\"') + '"',
    '"' + LINE.replace('"', '""') + '"',
    f' \t"{LINE}" ',
    '"' + LINE.replace("\\", "\\\\").replace('"', '\\"') + '\\n"',
)
"""`LINE` in quotation marks; those within it are written in different ways."""

NOT_QUOTED = (
    LINE,
    '"192.0.2.1, 10.0.0.1" 10.0.0.2 - - [T] "GET / HTTP/1.1" 200 5 "-" "x"',
    '"8f1e";"8f1e";1777889730123;"203.0.113.7";"";""',
    '"";"8f1e";"',
    '{"a":"b"}',
    '""',
    '"',
)
