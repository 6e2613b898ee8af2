"""A terminal for the program, and the text on its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios


def open_terminal(width: int) -> tuple[int, int]:
    """Return the descriptors of a terminal: that of its screen, and that of the program."""
    screen, program = pty.openpty()
    fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    return screen, program


def shown_on(screen: int) -> str:
    """Return all that a program writes to a terminal until the last one closes it."""
    shown = b""
    while block := _read(screen):
        shown += block
    return shown.decode().replace("\r\n", "\n")


def _read(screen: int) -> bytes:
    try:
        return os.read(screen, 1 << 16)
    except OSError:  # the other side was closed
        return b""
