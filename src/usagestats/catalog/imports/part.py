"""A part of a document that another program wrote: every step into it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from usagestats.errors import UsageError
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE_NAMES = {
    dict: "a mapping",
    list: "a list",
    str: "text",
    bool: "true or false",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A value and its key path.

    Every method raises `UsageError` with the key path where the value has another type.

    Args:
        value: The value; `None` where it is missing or null.
        key_path: The key path, such as `services[0].routes`; empty for the whole document.
        file: The name of the file.
    """

    value: object
    key_path: str
    file: str

    def __bool__(self) -> bool:
        return self.value is not None

    def __getitem__(self, key: str) -> Part:
        return Part(self._mapping().get(key), self._at(key), self.file)

    def entries(self) -> Iterator[tuple[str, Part]]:
        """Yield the keys and parts of a mapping."""
        for key, value in self._mapping().items():
            if not isinstance(key, str) or not _is_sound(key):
                raise self.error(f"the name {key!r} is not text", "put it between quotes")
            yield key, Part(value, self._at(key), self.file)

    def items(self) -> Iterator[Part]:
        """Yield the parts of a list; none of them may be null."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self._mistaken("a list")
        for number, value in enumerate(self.value):
            part = Part(value, f"{self.key_path}[{number}]", self.file)
            if value is None:
                raise part.error("nothing is here")
            yield part

    def keys(self) -> list[str]:
        """Return the keys of a mapping."""
        return [key for key, _ in self.entries()]

    def text(self, default: str = "") -> str:
        """Return text, or `default` where there is none; a number counts as text."""
        if self.value is None:
            return default
        if _is_number(self.value) or (isinstance(self.value, str) and _is_sound(self.value)):
            return str(self.value)
        raise self._mistaken("sound text" if isinstance(self.value, str) else "text")

    def required_text(self) -> str:
        """Return text that must not be missing or blank."""
        text = self.text()
        if not text.strip():
            raise self.error("must not be empty")
        return text

    def texts(self) -> list[str]:
        """Return a list of texts; a single text counts as a list of one."""
        if isinstance(self.value, str):
            return [self.text()]
        return [item.text() for item in self.items()]

    def number(self, default: int) -> int:
        """Return a whole number, or `default` where there is none."""
        if self.value is None:
            return default
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise self._mistaken("a whole number")

    def flag(self, *, default: bool = False) -> bool:
        """Return true or false, or `default` where there is none."""
        if self.value is None:
            return default
        if isinstance(self.value, bool):
            return self.value
        raise self._mistaken("true or false")

    def error(self, what: str, hint: str | None = None) -> UsageError:
        """Return an error about this part."""
        where = f"{self.file}: {self.key_path}" if self.key_path else self.file
        return UsageError(visible(what), where=visible(where), hint=hint)

    def _mapping(self) -> dict[object, object]:
        if self.value is None:
            return {}
        if isinstance(self.value, dict):
            return self.value
        raise self._mistaken("a mapping")

    def _mistaken(self, wanted: str) -> UsageError:
        return self.error(f"must be {wanted}, not {_TYPE_NAMES.get(type(self.value), 'a number')}")

    def _at(self, key: str) -> str:
        return f"{self.key_path}.{key}" if self.key_path else key


def _is_sound(text: str) -> bool:
    """Whether text can be encoded; JSON may hold halves of characters (lone surrogates)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
