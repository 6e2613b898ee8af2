"""Lines that are no request by nature: blank ones, comments, error-log lines in the same file."""

from __future__ import annotations

import re

_SEVERITY = r"(?:emerg|alert|crit|error|warn|notice|info|debug)"
_NGINX_ERROR = re.compile(rf"\d{{4}}/\d\d/\d\d \d\d:\d\d:\d\d \[{_SEVERITY}\] ")
_APACHE_ERROR = re.compile(rf"\[\w{{3}} \w{{3}} +\d+ [\d:.]+ \d{{4}}\] \[(?:\w*:)?{_SEVERITY}\] ")


def is_ignored(line: str) -> bool:
    """Tell whether a line is no request by nature, whatever the format of the log."""
    return is_blank_or_comment(line) or is_error_log_line(line)


def is_blank_or_comment(line: str) -> bool:
    """Tell whether a line says nothing; holes of NUL bytes that a copied log has count as blank."""
    text = line.strip(" \t\r\0\ufeff")
    return not text or text.startswith("#")


def is_error_log_line(line: str) -> bool:
    """Tell whether a line is of the error log of nginx or Apache."""
    return bool(_NGINX_ERROR.match(line) or _APACHE_ERROR.match(line))
