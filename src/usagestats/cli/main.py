"""The command `usagestats`, and the one place where errors are printed."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import Annotated

import typer

from usagestats.cli.command_list import CommandList
from usagestats.cli.console.short_memory import watch_where_memory_is_limited
from usagestats.cli.console.signals import remove_files_on_signals
from usagestats.cli.console.standard_output import (
    hold_closed_descriptors,
    whole_standard_output,
)
from usagestats.cli.options.headings import HELP_NAMES
from usagestats.errors import ExitCode, UsageStatsError, is_panic
from usagestats.memory_limit import lacks_memory, no_memory

_FEW_FILES = "usagestats: too many open files\n  help: allow more: ulimit -n 1024"

app = typer.Typer(
    name="usagestats",
    cls=CommandList,
    help="Usage statistics of an API, straight from its gateway's access logs.",
    rich_markup_mode=None,
    context_settings={"help_option_names": list(HELP_NAMES)},
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


def _show_version(*, is_asked: bool) -> None:
    if is_asked:
        from usagestats.cli.versions import versions

        typer.echo("\n".join(versions()))
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option(
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Show the versions of usagestats, Python and polars.",
    ),
]


@app.callback()
def _root(*, version: Version = False) -> None:
    """Usage statistics of an API, straight from its gateway's access logs."""


def main() -> None:
    """Run the command and leave with its exit code."""
    hold_closed_descriptors()
    watch_where_memory_is_limited()
    remove_files_on_signals()
    # linear algebra is not used here, and numpy's threads for it would take processor time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        with whole_standard_output():
            exit_code = app(standalone_mode=False) or ExitCode.OK
        sys.exit(exit_code)
    except UsageStatsError as error:
        lacks_files = os.strerror(errno.EMFILE) in error.what  # no fault of a log
        _leave(str(error), ExitCode.UNEXPECTED if lacks_files else error.exit_code)
    except typer.TyperException as error:  # an unknown option, a missing value, no command
        from usagestats.cli.mistakes import message_of

        _leave(message_of(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        sys.exit(ExitCode.INTERRUPTED)
    except BaseException as error:
        failure = _failure_of_system(error)
        if failure is None:
            raise
        _leave(failure, ExitCode.UNEXPECTED)
    finally:
        _drop_refused_messages()
        gc.freeze()


def _failure_of_system(error: BaseException) -> str | None:
    """Return a message about what the system lacks, or about a library that gave up, or `None`.

    A library may hide the failure of the system behind one of its own.
    """
    failures = [error]
    while following := failures[-1].__cause__ or failures[-1].__context__:
        failures.append(following)
    words = [str(one) for one in failures]
    if any(os.strerror(errno.EMFILE) in one for one in words):  # of a module, perhaps
        return _FEW_FILES
    if any(isinstance(one, MemoryError) for one in failures) or any(
        lacks_memory(one.encode()) for one in words
    ):
        return str(no_memory())
    return f"usagestats: a library failed: {error}" if is_panic(error) else None


def _drop_refused_messages() -> None:
    """Drop messages that standard error refuses: Python would try again, and exit with 120."""
    try:
        if sys.stderr is not None:
            sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _leave(message: str, exit_code: int) -> None:
    from usagestats.cli.console.messages import say

    say(message)
    sys.exit(exit_code)
