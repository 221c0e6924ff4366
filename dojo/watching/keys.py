"""Single keys from the terminal, without Enter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class Keys:
    """``keys.pressed()``: the keys since the last time. Without a terminal, none ever is."""

    def __init__(self) -> None:
        self.are_read = sys.stdin is not None and sys.stdin.isatty()
        self._settings: list[object] | None = None

    def __enter__(self) -> Keys:
        self.resume()
        return self

    def __exit__(self, *_: object) -> None:
        self.pause()

    def resume(self) -> None:
        """Read key by key from now on, and show no key."""
        if self.are_read and os.name == "posix" and self._settings is None:
            import termios
            import tty

            self._settings = termios.tcgetattr(sys.stdin)
            tty.setcbreak(sys.stdin, termios.TCSANOW)

    def pause(self) -> None:
        """The terminal is as it was, for a debugger or the shell."""
        if self._settings is not None:
            import termios

            termios.tcsetattr(sys.stdin, termios.TCSANOW, self._settings)  # type: ignore[arg-type]
            self._settings = None

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Meanwhile somebody else reads from the terminal."""
        self.pause()
        try:
            yield
        finally:
            self.resume()

    def pressed(self) -> Iterator[str]:
        """The keys since the last time, in small letters."""
        if not self.are_read:
            return
        if os.name == "posix":
            import select

            while select.select([sys.stdin], [], [], 0)[0]:
                key = os.read(sys.stdin.fileno(), 1)
                if not key:  # the terminal is gone
                    self.are_read = False
                    yield "q"
                    return
                yield key.decode("latin-1").lower()
        else:
            import msvcrt

            while msvcrt.kbhit():  # type: ignore[attr-defined]  # only on Windows
                yield msvcrt.getwch().lower()  # type: ignore[attr-defined]
