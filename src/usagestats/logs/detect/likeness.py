"""Lines that fit no format: the kind of log that they look like, the part they lack, the remedy."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.formats.cloudfront import CLOUDFRONT_JSON
from usagestats.logs.formats.ltsv import LTSV
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.logs.readers.json.record import parse_record, texts_by_path
from usagestats.logs.readers.json.times import parse_time
from usagestats.logs.readers.log_format import NoRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.stops import Stop

_NAMES_SHOWN: Final = 20
_TRIED: Final = 50


@dataclass(frozen=True, slots=True)
class Likeness:
    """A line that fits no format, and the kind of log that it looks like.

    Args:
        kind: The name of the kind.
        reason: The part that is missing or odd, as a clause.
        line: The line.
        remedy: The next steps.
        stop: Where the line stops to fit; `None` where that is not known.
    """

    kind: str
    reason: str
    line: str
    remedy: tuple[str, ...] = ()
    stop: Stop | None = None


def likeness(lines: Sequence[str]) -> Likeness | None:
    """Return the kind of log that at least half of some lines look like, by its first line."""
    tried = lines[:_TRIED]
    found = [one for one in map(_likeness, tried) if one]
    kinds = Counter(one.kind for one in found).most_common(1)
    if not kinds or 2 * kinds[0][1] < len(tried):
        return None
    return next(one for one in found if one.kind == kinds[0][0])


def _likeness(line: str) -> Likeness | None:
    return next((one for look in _LOOKS if (one := look(line))), None)


def _cloudfront_json(line: str) -> Likeness | None:
    reason = refused(CLOUDFRONT_JSON, line) or ""
    if not reason.startswith("no time"):
        return None
    remedy = "let CloudFront log the fields date and time"
    return Likeness(
        "CloudFront", f"it looks like CloudFront as JSON, but has {reason}", line, (remedy,)
    )


def _json(line: str) -> Likeness | None:
    if not line.lstrip().startswith("{"):
        return None
    try:
        record = parse_record(line)
    except NoRequestError:
        return Likeness("broken JSON", "it looks like JSON, but is broken", line)
    texts = texts_by_path(record)
    reason = refused(USUAL_NAMES, line) or ""
    names = ", ".join([*texts][:_NAMES_SHOWN]) or "(none)"
    if (more := len(texts) - _NAMES_SHOWN) > 0:
        names += f" and {more:,} more"
    remedy = (
        f"its names are: {names}",
        f"say which of them hold what: --log-format 'json:{_key_map(texts)}'",
    )
    return Likeness("JSON", f"it looks like JSON{_json_fault(reason)}", line, remedy)


def _json_fault(reason: str) -> str:
    """Return how a sentence about JSON ends: with the part that is missing, or odd."""
    missed = next((name for name in ("time", "status") if f"no {name}" in reason), None)
    return f" with no {missed} under a name that is known" if missed else f", but {reason}"


def refused(log_format: LogFormat, line: str) -> str | None:
    """Return the reason for which a format refuses a line; `None`: it does not."""
    try:
        log_format.check_line(line)
    except NoRequestError as reason:
        return str(reason)
    return None


_LOOKS_LIKE: Final = {
    "request": late_pattern(r"[A-Z]+ \S+ HTTP/[0-9.]+"),
    "http_method": late_pattern("GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS"),
    "path": late_pattern(r"(?:https?:/)?/\S*"),
    "status": late_pattern("[1-5][0-9]{2}"),
}


def _key_map(texts: Mapping[str, str]) -> str:
    """Return a key map in which the names stand whose values look like what is needed.

    A value that lies deeper is often of another kind, such as the time at which a record was kept.
    """
    looks: dict[str, Callable[[str], object]] = {"time": parse_time}
    looks |= {column: pattern.fullmatch for column, pattern in _LOOKS_LIKE.items()}
    by_depth = sorted(texts.items(), key=lambda item: item[0].count("."))
    found = {
        column: next((name for name, text in by_depth if looks_like_it(text)), "")
        for column, looks_like_it in looks.items()
    }
    needed = {"time", "status"} | (set() if found["request"] else {"path"})
    return json.dumps(
        {column: name or "NAME" for column, name in found.items() if name or column in needed},
        ensure_ascii=False,
        separators=(",", ":"),
    )


_LABELLED = late_pattern(r"[A-Za-z_][\w.-]*:[^\t]*(?:\t[A-Za-z_][\w.-]*:[^\t]*)+")


def _ltsv(line: str) -> Likeness | None:
    if not _LABELLED.fullmatch(line):
        return None
    return Likeness("LTSV", f"it looks like LTSV: {refused(LTSV, line)}", line)


_ROW = late_pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ \t][0-9]{2}:[0-9]{2}:[0-9]{2}[ \t].*[ \t]?"
    r"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)[ \t].*[ \t][1-5][0-9]{2}(?:[ \t].*)?"
)


def _w3c(line: str) -> Likeness | None:
    if '"' in line or not _ROW.fullmatch(line):
        return None
    reason = "it looks like an extended log (W3C, IIS), but no #Fields line names its columns"
    remedy = "name them: --log-format '#Fields: date time …'"
    return Likeness("W3C", reason, line, (remedy,))


_QUOTED_REQUEST = late_pattern(r'"[A-Z]+ [^" ]+ HTTP/[0-9.]+"')
_CLF_TIME = late_pattern(r"\[[0-9]{1,2}/[A-Z][a-z]{2}/[0-9]{4}[: ]")


def _ncsa(line: str) -> Likeness | None:
    if not _QUOTED_REQUEST.search(line) and not _CLF_TIME.search(line):
        return None
    stop = NCSA.stop(line)
    where = f" at column {stop.column + 1}" if stop else ""
    reason = f"but does not fit{where}: {refused(NCSA, line)}"
    return Likeness("NCSA", f"it looks like a log of nginx or Apache, {reason}", line, (), stop)


_CLOCK = late_pattern(r"[0-9]{1,2}:[0-9]{2}|[0-9]{10}")
_VERB = late_pattern(r"\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b")


def missing_in(line: str) -> str:
    """Return which of the parts that every access log has a line surely lacks."""
    lacks = [
        name for name, look in (("time", _CLOCK), ("HTTP method", _VERB)) if not look.search(line)
    ]
    return f"no {' and no '.join(lacks)}" if lacks else "parts in no known order"


_LOOKS: Final = (_cloudfront_json, _json, _ltsv, _w3c, _ncsa)
