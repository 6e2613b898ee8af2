"""JSON documents: an array of records in one line, or printed over many; `{"records":[…]}`.

A line with nothing but a time, and perhaps the name of a stream, may stand before a record: copies
from the console of CloudWatch, and `aws logs tail --format json`, have it.

Two more forms are read in the same way: objects that are printed over many lines, one after
another (`jq .`), and lines that hold several records, be it in an array (batches of Kong) or end to
end (Firehose).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.wrapper import ISO_TIME, Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Azure: records; CloudTrail: Records; CloudWatch: events, logEvents; GCP: entries
_STAMP = rf"{ISO_TIME}(?:[ \t]+[^\s\"{{]+)?[ \t\r]*\n(?=\s*\{{)"
_STAMPS = late_pattern(rf"(?:\s*{_STAMP})*")
_LIST = r'\{\s*"(?:records|Records|events|logEvents|entries|logs|value)"\s*:\s*\[(?=\s*[{\]])'
_HEAD = late_pattern(rf"\s*(?:{_LIST}|\[)\s*(?=[{{\]])")
_PRINTED = late_pattern(r"\{[ \t\r]*\n")
_BETWEEN = late_pattern(rf"(?:[\s,\]}}]|\[(?=\s*[{{\]])|{_LIST}|{_STAMP})*")
_AFTER_LIST = late_pattern(r'"[^"\\]*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)\s*(?=[,}])')
_ARRAY = late_pattern(r'\s*\[\s*\{\s*"')
_END_TO_END = late_pattern(r"\}\s*\{")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonDocument:
    """A `Wrapper` of a whole source.

    Args:
        indent: The blanks before the braces of a record that is printed over many lines; `None`
            where every line ends with a whole record.
    """

    indent: str | None
    name: str = "json-array"
    sample: str = '[{"time":"2026-05-04T10:15:30Z"},'
    place: None = None
    begins: str = r"\s*[\[{]"

    @classmethod
    def of(cls, beginning: str) -> JsonDocument | None:
        """Return the document of a source with this beginning; `None` where it is no document."""
        head = _HEAD.match(beginning)
        start = head.end() if head else _first_word(beginning)
        if _PRINTED.match(beginning, start):
            indent = beginning[beginning.rfind("\n", 0, start) + 1 : start]
            return cls(indent if indent.isspace() else "")
        return cls(None) if head else None

    @classmethod
    def of_lines(cls, lines: Sequence[str]) -> JsonDocument | None:
        """Return the document of lines of JSON if some hold several records; else `None`."""
        telling = [line for line in lines if line.strip()]
        are_json = 2 * sum(line.startswith(("{", "[")) for line in telling) >= len(telling)
        return cls(None) if are_json and any(map(_holds_several, telling)) else None

    def matches(self, line: str) -> bool:
        """Whether a line begins a document."""
        return _HEAD.match(line) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Put every record on a line of its own; text that is not JSON keeps its lines."""
        text = "\n".join(lines)
        records, origins = [], []
        line, counted = 0, 0
        for begin, end in self._records(text):
            line += text.count("\n", counted, begin)
            counted = begin
            records.append(_in_one_line(text[begin:end]))
            origins.append(line)
        return Unwrapped(texts(records), pl.Series(origins, dtype=pl.Int64))

    def times(self, lines: pl.Series) -> None:
        """Return `None`: an array has no time."""

    def open_after(self, lines: Sequence[str]) -> list[bool] | None:
        """Return per line whether its record goes on in the next line."""
        if self.indent is None:
            return None
        ends = {f"{self.indent}}}", f"{self.indent}}},"}
        return [line.rstrip() not in ends for line in lines]

    def _records(self, text: str) -> Iterator[tuple[int, int]]:
        """Give the positions where each record begins and ends."""
        position = self._next(text, 0)
        while position < len(text):
            end = self._end(text, position)
            yield position, end
            position = self._next(text, end)

    def _end(self, text: str, position: int) -> int:
        if self.indent is not None and _PRINTED.match(text, position):
            brace = text.find(f"\n{self.indent}}}", position)  # inner braces are indented more
            return len(text) if brace < 0 else brace + len(self.indent) + 2
        try:
            return _DECODER.raw_decode(text, position)[1]
        except (ValueError, RecursionError):
            return self._end_of_damage(text, position)

    def _end_of_damage(self, text: str, position: int) -> int:
        """Return where the next record may begin: at the next line or the next printed record."""
        begins = "\n" if self.indent is None else f"\n{self.indent}{{"
        end = text.find(begins, position)
        return len(text) if end < 0 else end

    @staticmethod
    def _next(text: str, position: int) -> int:
        """Return the position of the next record: after brackets, commas and blanks."""
        while True:
            begin = position
            if between := _BETWEEN.match(text, position):
                position = between.end()
            if after := _AFTER_LIST.match(text, position):
                position = after.end()
            if position == begin:
                return position


def _first_word(beginning: str) -> int:
    """Return the position of the first text after blanks and times that stand alone."""
    stamps = _STAMPS.match(beginning)
    start = stamps.end() if stamps else 0
    return len(beginning) - len(beginning[start:].lstrip())


def _holds_several(line: str) -> bool:
    if _ARRAY.match(line):
        return True
    if not line.startswith("{") or not _END_TO_END.search(line):
        return False
    try:
        end = _DECODER.raw_decode(line)[1]
    except (ValueError, RecursionError):
        return False
    return line[end:].lstrip().startswith("{")


def _in_one_line(record: str) -> str:
    """Return a record without line ends: in its texts they are escaped."""
    return " ".join(map(str.strip, record.split("\n"))) if "\n" in record else record
