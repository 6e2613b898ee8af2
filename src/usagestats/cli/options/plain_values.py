"""Options whose values are taken as they are, without pydantic.

Typer lets pydantic convert every value, even that of an option that was not given, and loading
pydantic takes as long as reading a small log. Here texts, lists of texts and valid choices are
taken as they are. Typer still converts numbers and paths, and refuses invalid choices. No other
module depends on how typer works inside; if that changes, runs are slower and a test fails.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typer._click import Parameter
    from typer._click.core import Context


def with_plain_values(parameters: list[Any]) -> list[Parameter]:
    """Return the parameters of a command, whose values are taken as they are."""
    for parameter in parameters:
        parameter.get_runtime_param = _PlainFirst
    return parameters


class _PlainFirst:
    """Converts the values of a parameter; typer's own conversion is the last resort."""

    def coerce(self, value: Any, param: Any, ctx: Context) -> Any:  # noqa: ANN401
        """Return the value of a parameter as the command takes it."""
        annotation = param.type_descriptor.annotation
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if annotation == list[str]:
            return list(value)
        if isinstance(annotation, type):
            if isinstance(value, annotation):
                return value
            if issubclass(annotation, Enum) and value in {choice.value for choice in annotation}:
                return annotation(value)
        typers_own = type(param).get_runtime_param(param)
        return typers_own.coerce(value, param=param, ctx=ctx)
